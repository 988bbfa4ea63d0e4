using System.Text.RegularExpressions;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary><c>| regexp `(?P&lt;name&gt;…)`</c>: each named group becomes a label.</summary>
internal sealed class RegexpStage : IStage
{
    private readonly Regex _regex;
    private readonly string[] _names;

    /// <exception cref="FormatException">Not a pattern, or one without named groups.</exception>
    public RegexpStage(string pattern)
    {
        _regex = Patterns.Compile(pattern, whole: false);
        _names = [.. _regex.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]))];
        if (_names.Length == 0)
            throw new FormatException("at least one named capture must be supplied");
    }

    public bool Process(LineState line)
    {
        var match = _regex.Match(line.Text);
        foreach (var name in match.Success ? _names : [])
        {
            if (match.Groups[name].Value is { Length: > 0 } value)
                line.Extract(name, value);
        }

        return true;
    }
}
