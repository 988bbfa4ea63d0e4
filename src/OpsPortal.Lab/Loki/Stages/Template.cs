using System.Text;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary>The part of Go's templates that is known here: <c>{{.label}}</c>, <c>{{__line__}}</c>, <c>{{__timestamp__}}</c> and <c>| ToUpper</c>, <c>| ToLower</c>.</summary>
internal sealed class Template
{
    private readonly List<Func<LineState, string>> _parts = [];

    private Template()
    {
    }

    /// <exception cref="FormatException">Something else is between the braces.</exception>
    public static Template Parse(string text)
    {
        var template = new Template();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            var plain = open < 0 ? text[at..] : text[at..open];
            if (plain.Length > 0)
                template._parts.Add(_ => plain);
            if (open < 0)
                break;
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                throw new FormatException("invalid line template: template: line:1: unclosed action");
            template._parts.Add(Action(text[(open + 2)..close].Trim('-').Trim()));
            at = close + 2;
        }

        return template;
    }

    public string Render(LineState line)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
            text.Append(part(line));
        return text.ToString();
    }

    private static Func<LineState, string> Action(string action)
    {
        var steps = action.Split('|', StringSplitOptions.TrimEntries);
        var value = Source(steps[0]);
        foreach (var step in steps.Skip(1))
        {
            var inner = value;
            value = step switch
            {
                "ToUpper" or "upper" => line => inner(line).ToUpperInvariant(),
                "ToLower" or "lower" => line => inner(line).ToLowerInvariant(),
                _ => throw new FormatException($"invalid line template: template: line:1: function \"{step.Split(' ')[0]}\" not defined"),
            };
        }

        return value;
    }

    private static Func<LineState, string> Source(string source)
    {
        if (source == "__line__")
            return line => line.Text;
        if (source == "__timestamp__")
            return line => Http.GoTime.Utc(line.Time);
        if (source.Length > 1 && source[0] == '.' && source.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            var name = source[1..];
            return line => line.Get(name);
        }

        throw new FormatException($"invalid line template: template: line:1: function \"{source.Split(' ')[0]}\" not defined");
    }
}
