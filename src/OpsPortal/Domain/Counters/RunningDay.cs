namespace OpsPortal.Domain.Counters;

/// <summary>Keeps figures of the running UTC day so far, a service after the other: the part of a day's job that <see cref="DayBackfill"/> is for days that are over.</summary>
public static class RunningDay
{
    /// <param name="services">Their ids.</param>
    /// <param name="keepAsync">Computes a service's day up to the span's end and keeps it; false inside Ok when there is nothing to keep yet.</param>
    public static async Task<JobResult> RunAsync(
        IReadOnlyList<string> services, TimeProvider time, Func<string, UtcSpan, CancellationToken, Task<Outcome<bool>>> keepAsync, IJobProgress progress, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var done = 0;
        foreach (var service in services)
        {
            // Right after midnight there is no day so far.
            if (UtcSpan.TodaySoFar(time.GetUtcNow()) is not { } span)
                continue;
            var kept = await keepAsync(service, span, cancellationToken);
            if (kept.Kind == OutcomeKind.NotConfigured)
                return JobResult.Ok("Nothing to do: " + kept.Reason);
            if (kept.Value)
                done++;
            if (!kept.IsOk)
                problems.Add($"{service}: {kept.Reason}");
            // Prometheus is away: the others would only wait for the same timeout.
            if (kept.Kind == OutcomeKind.Unavailable)
                break;
            await progress.ReportAsync(done, services.Count, service);
        }
        return new JobResult($"{done} of {Counted.Of(services.Count, "service")}", problems);
    }
}
