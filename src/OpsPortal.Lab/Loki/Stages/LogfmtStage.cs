using System.Text;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary><c>| logfmt</c>: <c>key=value key="with spaces"</c>; keys without a value are left out unless they are kept.</summary>
internal sealed class LogfmtStage(IReadOnlyList<KeyValuePair<string, string>> wanted, bool strict, bool keepEmpty) : IStage
{
    public bool Process(LineState line)
    {
        foreach (var (key, value) in Pairs(line.Text))
        {
            if (value is null)
            {
                if (strict)
                    line.Fail("LogfmtParserErr", "logfmt syntax error: unterminated quoted value");
                return true;
            }

            if (value.Length == 0 && !keepEmpty)
                continue;
            if (wanted.Count == 0)
                line.Extract(FieldNames.Clean(key), value);
            foreach (var (name, source) in wanted)
            {
                if (source == key)
                    line.Extract(name, value);
            }
        }

        return true;
    }

    /// <summary>Keys and values in order; the value is null where a quote isn't closed.</summary>
    internal static IEnumerable<(string Key, string? Value)> Pairs(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] <= ' ')
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && text[at] > ' ' && text[at] is not ('=' or '"'))
                at++;
            var key = text[start..at];
            if (at == text.Length || text[at] != '=')
            {
                if (at < text.Length && text[at] == '"')
                    at++;
                if (key.Length > 0)
                    yield return (key, "");
                continue;
            }

            at++;
            var value = at < text.Length && text[at] == '"' ? Quoted(text, ref at) : Bare(text, ref at);
            if (key.Length > 0)
                yield return (key, value);
            if (value is null)
                yield break;
        }
    }

    private static string Bare(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] > ' ')
            at++;
        return text[start..at];
    }

    private static string? Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return value.ToString();
            }

            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                value.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var c => c });
            }
            else
            {
                value.Append(text[at]);
            }
        }

        return null;
    }
}
