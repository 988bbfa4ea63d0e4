using System.Text.RegularExpressions;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Lines that differ only in numbers, ids and quoted values are one pattern.</summary>
public static partial class LogPatterns
{
    private const int MostText = 300;

    public static IReadOnlyList<LogPattern> Find(IEnumerable<(DateTimeOffset At, string Line)> lines, int most) =>
    [
        .. lines.GroupBy(one => Mask(one.Line), StringComparer.Ordinal)
            .Select(group => new LogPattern(Cut(group.Key), group.Count(), group.Min(one => one.At), group.Max(one => one.At), Cut(group.First().Line)))
            .OrderByDescending(pattern => pattern.Count).ThenBy(pattern => pattern.First).Take(most),
    ];

    /// <summary>"took 12.5 ms for user 7f3a-…" is "took &lt;*&gt; ms for user &lt;*&gt;".</summary>
    public static string Mask(string line) => Variable().Replace(line.Length <= 2000 ? line : line[..2000], "<*>");

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText] + "…";

    // Times, UUIDs and long hexadecimal words, addresses, then any number. Linear in the line's length.
    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b|\b\d+(?:\.\d+)*\b", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
