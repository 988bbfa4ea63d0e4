using System.Text.RegularExpressions;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary>Line filters <c>|= != |~ !~</c>; of several texts joined by <c>or</c> one must be there, or none when negated.</summary>
internal sealed class LineFilterStage : IStage
{
    private readonly bool _negated;
    private readonly IReadOnlyList<string> _texts;
    private readonly Regex[]? _patterns;

    /// <exception cref="FormatException">A text is no regular expression where one is needed.</exception>
    public LineFilterStage(string symbol, IReadOnlyList<string> texts)
    {
        _negated = symbol[0] == '!';
        _texts = texts;
        if (symbol[1] == '~')
            _patterns = [.. texts.Select(text => Patterns.Compile(text, whole: false))];
    }

    public bool Process(LineState line)
    {
        var found = false;
        for (var i = 0; i < _texts.Count && !found; i++)
            found = _patterns is null ? line.Text.Contains(_texts[i], StringComparison.Ordinal) : _patterns[i].IsMatch(line.Text);
        return found != _negated;
    }
}
