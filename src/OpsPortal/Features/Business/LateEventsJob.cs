using OpsPortal.Domain;

namespace OpsPortal.Features.Business;

/// <summary>
/// Reads days again that got events after they were closed: a queue that was stuck, a service that was loaded with its past. It runs
/// every few minutes, since those who sent them look for them.
/// </summary>
public sealed class LateEventsJob(BusinessStore store, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "late-events", "Late events", "Reads days that are over again when events of them came late: users, ratings, errors, conversions. What Prometheus counted stays.",
        "15 1/5 * * * ?", true, FirstAfter: "daily-business");

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var late = await store.LateDaysAsync(cancellationToken);
        for (var index = 0; index < late.Count; index++)
        {
            var (service, day) = late[index];
            await JobStep.DoAsync<int>(progress, time, $"{service}, {day:yyyy-MM-dd}", async () =>
            {
                var rows = await store.RefreshEventsAsync(service, day, cancellationToken);
                return (Outcome<int>.Ok(rows, time.GetUtcNow()), ["events of the service and day"], rows);
            });
            await progress.ReportAsync(index + 1, late.Count, $"{service}, {day:yyyy-MM-dd}");
        }
        return JobResult.Ok(late.Count == 0 ? "Nothing to do: no day got events late." : Counted.Of(late.Count, "day") + " read again for late events");
    }
}
