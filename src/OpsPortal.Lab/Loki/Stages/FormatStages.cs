using System.Text.RegularExpressions;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary><c>| line_format "{{.a}} {{.b}}"</c></summary>
internal sealed class LineFormatStage(string template) : IStage
{
    private readonly Template _template = Template.Parse(template);

    public bool Process(LineState line)
    {
        line.Text = _template.Render(line);
        return true;
    }
}

/// <summary>One assignment of <c>label_format</c>: from another label, which goes, or from a template.</summary>
internal sealed record LabelFormat(string Name, string? Source, Template? Template);

internal sealed class LabelFormatStage(IReadOnlyList<LabelFormat> formats) : IStage
{
    public bool Process(LineState line)
    {
        foreach (var format in formats)
        {
            if (format.Template is { } template)
            {
                line.Set(format.Name, template.Render(line));
            }
            else if (line.Get(format.Source!) is { Length: > 0 } value)
            {
                line.Remove(format.Source!);
                line.Set(format.Name, value);
            }
        }

        return true;
    }
}

/// <summary><c>| decolorize</c>: takes terminal colours out of the line.</summary>
internal sealed partial class DecolorizeStage : IStage
{
    public bool Process(LineState line)
    {
        line.Text = Colour().Replace(line.Text, "");
        return true;
    }

    [GeneratedRegex(@"\x1B\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
