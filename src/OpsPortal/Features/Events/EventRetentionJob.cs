using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Events;

/// <summary>Makes the partitions of the days to come and drops those that are older than events are kept.</summary>
internal sealed class EventRetentionJob(EventDays days, IOptions<EventsOptions> options, TimeProvider time) : IPortalJob
{
    private const int DaysAhead = 7;

    public JobInfo Info { get; } = new(
        "event-retention", "Days of events", $"Makes the partitions of the next {DaysAhead} days and drops days of events that are older than Events:RetentionDays.", "0 40 2 * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = UtcSpan.DayOf(now);
        var made = await days.EnsureAsync(Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays), cancellationToken);
        var before = UtcSpan.DayOf(now.AddDays(-options.Value.RetentionDays));
        var dropped = await days.DropBeforeAsync(before, cancellationToken);
        return JobResult.Ok($"{Counted.Of(made, "day")} made ahead, {Counted.Of(dropped, "day")} from before {before:yyyy-MM-dd} dropped");
    }
}
