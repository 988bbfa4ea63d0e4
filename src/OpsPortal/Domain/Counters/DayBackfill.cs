using System.Collections.Concurrent;

namespace OpsPortal.Domain.Counters;

/// <summary>
/// Closes every UTC day that is over, has samples and isn't closed yet: newest first, a few at once. Holds the first day of
/// each service, which is asked for again on each new day, since older samples may be loaded into Prometheus later.
/// </summary>
public sealed class DayBackfill(TimeProvider time)
{
    /// <summary>How far back it looks, days.</summary>
    public const int MaxDays = 400;

    private const int AtOnce = 3;

    // The last scrapes of a day arrive a little after its end.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, (DateOnly Asked, DateOnly First)> _firstDays = new(StringComparer.Ordinal);

    /// <param name="firstDay">The UTC day of a service's first sample, not before the given one; null when there is none.</param>
    /// <param name="closeAsync">Computes a day and keeps it.</param>
    public async Task<JobResult> RunAsync(
        IReadOnlyList<string> services, ILookup<string, DateOnly> closed, Func<string, DateOnly, CancellationToken, Task<Outcome<DateOnly?>>> firstDay,
        Func<string, DateOnly, CancellationToken, Task<Outcome<bool>>> closeAsync, IJobProgress progress, CancellationToken cancellationToken)
    {
        var open = new List<(string Service, DateOnly Day)>();
        var problems = new List<string>();
        foreach (var service in services)
        {
            var first = await FirstDayAsync(service, firstDay, cancellationToken);
            if (first.Kind == OutcomeKind.NotConfigured)
                return JobResult.Ok("Nothing to do: " + first.Reason);
            if (first.IsOk)
                open.AddRange(OpenDays(first.Value, closed[service].ToHashSet()).Select(day => (service, day)));
            else
                problems.Add($"{service}: {first.Reason}");
            if (first.Kind == OutcomeKind.Unavailable)
                break;
        }
        open.Sort((one, other) => other.Day.CompareTo(one.Day));
        var (done, failures) = await CloseAsync(open, closeAsync, progress, cancellationToken);
        problems.AddRange(failures.GroupBy(one => (one.Service, one.Reason))
            .Select(group => $"{group.Key.Service}, {group.Max(one => one.Day):yyyy-MM-dd}{(group.Count() > 1 ? $" and {group.Count() - 1} other days" : "")}: {group.Key.Reason}"));
        return new JobResult(
            open.Count > 0 ? $"{done} of {Counted.Of(open.Count, "day")} closed" : problems.Count > 0 ? "No day closed." : "Nothing to do: every day that is over is closed.", problems);
    }

    private static async Task<(int Done, IReadOnlyCollection<(string Service, DateOnly Day, string Reason)> Failures)> CloseAsync(
        List<(string Service, DateOnly Day)> open, Func<string, DateOnly, CancellationToken, Task<Outcome<bool>>> closeAsync,
        IJobProgress progress, CancellationToken cancellationToken)
    {
        var done = 0;
        var failures = new ConcurrentQueue<(string Service, DateOnly Day, string Reason)>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (open.Count > 0)
            await progress.ReportAsync(0, open.Count, "days to compute");
        try
        {
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token }, async (one, token) =>
            {
                var closed = await closeAsync(one.Service, one.Day, token);
                if (closed.IsOk)
                {
                    await progress.ReportAsync(Interlocked.Increment(ref done), open.Count, $"{one.Service}, {one.Day:yyyy-MM-dd}");
                    return;
                }
                failures.Enqueue((one.Service, one.Day, closed.Reason));
                // Prometheus is away: the other days would only wait for the same timeout.
                if (closed.Kind != OutcomeKind.Rejected)
                    await stop.CancelAsync();
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The failures tell why.
        }
        return (done, failures);
    }

    private IEnumerable<DateOnly> OpenDays(DateOnly? first, HashSet<DateOnly> closed)
    {
        for (var day = UtcSpan.DayOf(time.GetUtcNow() - Settling).AddDays(-1); day >= first; day = day.AddDays(-1))
        {
            if (!closed.Contains(day))
                yield return day;
        }
    }

    private async Task<Outcome<DateOnly?>> FirstDayAsync(
        string service, Func<string, DateOnly, CancellationToken, Task<Outcome<DateOnly?>>> ask, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = UtcSpan.DayOf(now);
        if (_firstDays.TryGetValue(service, out var known) && known.Asked == today)
            return Outcome<DateOnly?>.Ok(known.First, now);
        var first = await ask(service, today.AddDays(-MaxDays), cancellationToken);
        if (first is { IsOk: true, Value: { } day })
            _firstDays[service] = (today, day);
        return first;
    }
}
