using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Lines that differ only in numbers and ids are one pattern. Of a line of JSON counts what it says: its message and its error.</summary>
public static class LogPatterns
{
    private const int MostText = 300;

    public static IReadOnlyList<LogPattern> Find(IEnumerable<(DateTimeOffset At, string Line)> lines, int most) =>
    [
        .. lines.GroupBy(one => LogShape.Of(one.Line), StringComparer.Ordinal)
            .Select(group => new LogPattern(HostileText.Cut(group.Key, MostText), group.Count(), group.Min(one => one.At), group.Max(one => one.At), HostileText.Cut(group.First().Line, MostText)))
            .OrderByDescending(pattern => pattern.Count).ThenBy(pattern => pattern.First).Take(most),
    ];
}
