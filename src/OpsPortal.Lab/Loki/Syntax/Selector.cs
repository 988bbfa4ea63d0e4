using System.Text.RegularExpressions;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Syntax;

internal enum MatchKind
{
    Equal,
    NotEqual,
    Regex,
    NotRegex,
}

/// <summary>One matcher of a stream selector. A label that a stream lacks counts as an empty text.</summary>
internal sealed class Matcher(string name, MatchKind kind, string value)
{
    private readonly Regex? _regex = kind is MatchKind.Regex or MatchKind.NotRegex ? Patterns.Compile(value, whole: true) : null;

    public string Name => name;

    public MatchKind Kind => kind;

    public string Value => value;

    public bool Matches(string text) => kind switch
    {
        MatchKind.Equal => text == value,
        MatchKind.NotEqual => text != value,
        MatchKind.Regex => _regex!.IsMatch(text),
        _ => !_regex!.IsMatch(text),
    };
}

/// <summary>A stream selector: all matchers must hold.</summary>
internal sealed record Selector(IReadOnlyList<Matcher> Matchers)
{
    public static readonly Selector All = new([]);

    public bool Matches(LogLabels labels)
    {
        foreach (var matcher in Matchers)
        {
            if (!matcher.Matches(labels[matcher.Name]))
                return false;
        }

        return true;
    }

    /// <exception cref="LogQlException">The selector would match streams that have none of its labels.</exception>
    public void MustNarrow()
    {
        if (!Matchers.Any(m => m.Kind is MatchKind.Equal or MatchKind.Regex && !m.Matches("")))
        {
            throw LogQlException.Meaning(
                "queries require at least one regexp or equality matcher that does not have an empty-compatible value. " +
                "For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will");
        }
    }
}
