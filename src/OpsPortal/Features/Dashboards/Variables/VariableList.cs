using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Lists of names on their way to options: parsed, filtered by the variable's regex, sorted.</summary>
internal static partial class VariableList
{
    private const int MaxOptions = 5000;
    private static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(250);

    /// <summary>A custom variable's list: commas between (<c>\,</c> is a comma), <c>text : value</c> pairs; or one a line.</summary>
    public static IReadOnlyList<(string Text, string Value)> Custom(string list)
    {
        var parts = list.Contains('\n', StringComparison.Ordinal) && !list.Contains(',', StringComparison.Ordinal)
            ? list.Split('\n')
            : CustomPart().Matches(list).Select(match => match.Value.Replace("\\,", ",", StringComparison.Ordinal));
        return [.. parts.Select(part => part.Trim()).Where(part => part.Length > 0).Select(part =>
            CustomPair().Match(part) is { Success: true } pair ? (pair.Groups[1].Value.Trim(), pair.Groups[2].Value.Trim()) : (part, part))];
    }

    /// <summary>
    /// As Grafana does: names that don't match are left out; groups called <c>text</c> and <c>value</c> name both, otherwise the first
    /// group is the option, and with <c>/g</c> each match is one.
    /// </summary>
    /// <exception cref="ArgumentException">The regex can't be read, or takes too long; the message says so.</exception>
    public static IReadOnlyList<(string Text, string Value)> Filter(IEnumerable<string> names, string regex)
    {
        if (regex.Length == 0)
            return [.. names.Select(name => (name, name))];
        var (compiled, all) = Compile(regex);
        try
        {
            return [.. names.SelectMany(name => Options(name, compiled, all))];
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ArgumentException($"The regex {regex} takes too long.");
        }
    }

    /// <param name="sort">As <c>Variable.Sort</c>.</param>
    public static IReadOnlyList<(string Text, string Value)> Sorted(IEnumerable<(string Text, string Value)> options, int sort)
    {
        var list = options.DistinctBy(option => option.Value).Take(MaxOptions).ToList();
        IEnumerable<(string Text, string Value)> sorted = ((sort + 1) / 2) switch
        {
            1 => list.OrderBy(option => option.Text, StringComparer.Ordinal),
            2 => list.OrderBy(option => FirstNumber().Match(option.Text) is { Success: true } number ? double.Parse(number.Value, CultureInfo.InvariantCulture) : -1),
            3 => list.OrderBy(option => option.Text, StringComparer.OrdinalIgnoreCase),
            4 => list.OrderBy(option => option.Text, Comparer<string>.Create(Natural)),
            _ => list,
        };
        return sort > 0 && sort % 2 == 0 ? [.. sorted.Reverse()] : [.. sorted];
    }

    /// <summary>Choices written as JSON: a list of texts, or of objects with <c>text</c> and <c>value</c>.</summary>
    public static IReadOnlyList<(string Text, string Value)> Json(string list) =>
    [
        .. (SafeJson.Parse(list).Node as JsonArray ?? []).Select(one => (Text: one.Str("text") ?? one.Text(), Value: one.Str("value") ?? one.Text()))
            .Select(one => (one.Text ?? one.Value ?? "", one.Value ?? one.Text ?? "")).Where(one => one.Item2.Length > 0),
    ];

    /// <summary><c>/pattern/flags</c> or a bare pattern, in JavaScript's dialect.</summary>
    /// <param name="isWhole">A bare pattern is of the whole text, as Grafana reads most of them: <c>web</c> isn't <c>web-1</c>.</param>
    public static (Regex Regex, bool All) Compile(string regex, bool isWhole = true)
    {
        var (pattern, flags) = Delimited().Match(regex) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : (isWhole ? $"^{regex}$" : regex, "");
        var options = RegexOptions.CultureInvariant;
        if (flags.Contains('i', StringComparison.Ordinal))
            options |= RegexOptions.IgnoreCase;
        if (flags.Contains('m', StringComparison.Ordinal))
            options |= RegexOptions.Multiline;
        if (flags.Contains('s', StringComparison.Ordinal))
            options |= RegexOptions.Singleline;
        return (new Regex(pattern, options, RegexTime), flags.Contains('g', StringComparison.Ordinal));
    }

    private static IEnumerable<(string, string)> Options(string name, Regex regex, bool all)
    {
        IReadOnlyList<Match> matches = all ? regex.Matches(name) : regex.Match(name) is { Success: true } one ? [one] : [];
        if (matches.Count == 0)
            return [];
        // .NET numbers named groups after the others, JavaScript where they stand; their names are the same.
        var value = matches.Select(match => match.Groups["value"]).FirstOrDefault(group => group.Success)?.Value;
        var text = matches.Select(match => match.Groups["text"]).FirstOrDefault(group => group.Success)?.Value;
        if (value is not null || text is not null)
            return [(text ?? value!, value ?? text!)];
        if (regex.GetGroupNumbers().Length < 2)
            return [(name, name)];
        return matches.Select(match => match.Groups[1].Value).Select(group => (group, group));
    }

    private static int Natural(string a, string b)
    {
        var (left, right) = (NaturalPart().Matches(a), NaturalPart().Matches(b));
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            var (x, y) = (left[i].Value, right[i].Value);
            var order = double.TryParse(x, NumberStyles.None, CultureInfo.InvariantCulture, out var m) && double.TryParse(y, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? m.CompareTo(n)
                : StringComparer.OrdinalIgnoreCase.Compare(x, y);
            if (order != 0)
                return order;
        }
        return left.Count.CompareTo(right.Count);
    }

    [GeneratedRegex(@"(?:\\,|[^,])+")]
    private static partial Regex CustomPart();

    [GeneratedRegex(@"^\s*(.+)\s:\s(.+)$")]
    private static partial Regex CustomPair();

    [GeneratedRegex(@"^/(.*)/([a-z]*)$", RegexOptions.Singleline)]
    private static partial Regex Delimited();

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();

    [GeneratedRegex(@"\d+|\D+")]
    private static partial Regex NaturalPart();
}
