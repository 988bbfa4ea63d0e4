namespace OpsPortal.Domain.Counters;

/// <summary>
/// What is known of a scrape target beside the counter itself.
/// </summary>
/// <param name="ScrapedAt">When the target answered a scrape (<c>up</c> = 1, or any other series of it has a sample), Unix seconds, rising.</param>
/// <param name="ProcessStarts">Samples of <c>process_start_time_seconds</c>: when scraped, and what it said; both Unix seconds, rising.</param>
public sealed record TargetEvidence(IReadOnlyList<double> ScrapedAt, IReadOnlyList<(double Time, double StartedAt)> ProcessStarts)
{
    public static TargetEvidence None { get; } = new([], []);
}

/// <summary>
/// Whether the first sample that a series ever had was counted inside the span. A client library shows a series at its first
/// event, so mostly it was; but the first scrape of a target that has been running for months would put all of those months
/// on one day. It counts only when something says so:
/// the target had answered a scrape before, without this series; or its process started inside the span.
/// Otherwise the first sample is the base: what it had counted before is on no day, and the note says how much that is.
/// </summary>
public static class Births
{
    public static bool CountsWhole(UtcSpan span, double birth, TargetEvidence target)
    {
        if (target.ScrapedAt.Count > 0 && target.ScrapedAt[0] < birth)
            return true;
        foreach (var (time, startedAt) in target.ProcessStarts)
        {
            if (time >= birth)
                return startedAt >= span.StartSeconds;
        }
        return false;
    }

    public static string Note(decimal value)
        => $"first seen at {value}; nothing says that it was counted in this time, so it is left out";
}
