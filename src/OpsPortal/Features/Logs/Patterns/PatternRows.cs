using OpsPortal.Clients.Loki;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>A shape as the page lists it.</summary>
/// <param name="Lines">Of the last 24 hours.</param>
/// <param name="Trend">Lines by five minutes of the last 24 hours, those without any too.</param>
internal sealed record PatternRow(PatternHistory Pattern, KnownPattern? Known, long Lines, IReadOnlyList<double> Trend, bool IsNew, bool IsSinceDeployment, bool IsExploding);

/// <summary>What the page shows, in its order: new ones first, then exploding ones, then by number of lines. Pure.</summary>
internal static class PatternRows
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static IReadOnlyList<PatternRow> Of(
        IReadOnlyList<PatternHistory> patterns, KnownPatterns known, IReadOnlyDictionary<string, DateTimeOffset?> deployed, DateTimeOffset now, DateTimeOffset began, int leastLines) =>
    [
        .. patterns.Select(pattern => new PatternRow(
                pattern, known.Find(pattern.Service, pattern.Shape), PatternJudge.Sum(pattern, now - Day, now), Trend(pattern, now),
                PatternJudge.IsNew(pattern, now, began, deployed.GetValueOrDefault(pattern.Service)), pattern.FirstSeen >= deployed.GetValueOrDefault(pattern.Service),
                PatternJudge.IsExploding(pattern, now, leastLines)))
            .OrderByDescending(row => row.IsNew).ThenByDescending(row => row.IsExploding).ThenByDescending(row => row.Lines).ThenBy(row => row.Pattern.Id),
    ];

    /// <summary>The logs page with the lines of that shape: its longest part that is the same in all of them.</summary>
    public static string Address(PatternHistory pattern) => Address($"{{service={LogQlText.Quote(pattern.Service)}}}", pattern.Shape, "now-24h");

    /// <param name="selector">Of the streams.</param>
    /// <param name="shape">With <c>&lt;*&gt;</c> or <c>&lt;_&gt;</c> for what differs.</param>
    public static string Address(string selector, string shape, string from)
    {
        // A text of JSON stands escaped in its line; what has quotes or backslashes isn't looked for.
        var part = shape.Split(["<*>", "<_>"], StringSplitOptions.None).SelectMany(text => text.Split(": ")).Where(text => text.IndexOfAny(['"', '\\', '\n', '…', '`']) < 0).Select(text => text.Trim()).MaxBy(text => text.Length) ?? "";
        var query = $"{selector}{(part.Length >= 4 ? " |= " + LogQlText.Quote(part) : "")} | detected_level=~\"error|critical|fatal\"";
        return $"/logs?from={from}&to=now&query=" + Uri.EscapeDataString(query);
    }

    private static double[] Trend(PatternHistory pattern, DateTimeOffset now)
    {
        var buckets = (int)(Day / PatternJudge.Bucket);
        var first = (now - Day).UtcTicks / PatternJudge.Bucket.Ticks + 1;
        var trend = new double[buckets];
        foreach (var (at, count) in pattern.Counts)
        {
            var index = at.UtcTicks / PatternJudge.Bucket.Ticks - first;
            if (index >= 0 && index < buckets)
                trend[index] += count;
        }
        return trend;
    }
}
