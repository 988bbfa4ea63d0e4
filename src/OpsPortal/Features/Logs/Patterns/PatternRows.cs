using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

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
        IReadOnlyList<PatternHistory> patterns, KnownPatterns known, IReadOnlyDictionary<string, DateTimeOffset?> deployed, DateTimeOffset now, IReadOnlyDictionary<string, PatternReading> readings, int leastLines) =>
    [
        .. patterns.Select(pattern => new PatternRow(
                pattern, known.Find(pattern.Service, pattern.Shape), PatternJudge.Sum(pattern, now - Day, now), Trend(pattern, now),
                PatternJudge.IsNew(pattern, now, readings.GetValueOrDefault(pattern.Store)?.Began ?? now, deployed.GetValueOrDefault(pattern.Service)), pattern.FirstSeen >= deployed.GetValueOrDefault(pattern.Service),
                PatternJudge.IsExploding(pattern, now, leastLines)))
            .OrderByDescending(row => row.IsNew).ThenByDescending(row => row.IsExploding).ThenByDescending(row => row.Lines).ThenBy(row => row.Pattern.Id),
    ];

    /// <summary>The logs page with the lines of a shape: its longest part that is the same in all of them.</summary>
    /// <param name="query">Of the service's lines, in the store's language.</param>
    /// <param name="shape">With <c>&lt;*&gt;</c> or <c>&lt;_&gt;</c> for what differs.</param>
    public static string Address(ILogStore store, string query, string shape, string from)
        => Page(store.Narrowed(query, Part(shape), ILogStore.ErrorLevels), from) + (store.Id == LogQl.Store ? "" : "&store=" + store.Id);

    /// <summary>The same of Loki.</summary>
    public static string Address(string selector, string shape, string from) => Page(LokiLogStore.Narrow(selector, Part(shape), ILogStore.ErrorLevels), from);

    private static string Page(string query, string from) => $"/logs?from={from}&to=now&query=" + Uri.EscapeDataString(query);

    private static string Part(string shape)
    {
        // A text of JSON stands escaped in its line; what has quotes or backslashes isn't looked for.
        var part = shape.Split(["<*>", "<_>"], StringSplitOptions.None).SelectMany(text => text.Split(": ")).Where(text => text.IndexOfAny(['"', '\\', '\n', '…', '`']) < 0).Select(text => text.Trim()).MaxBy(text => text.Length) ?? "";
        return part.Length >= 4 ? part : "";
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
