using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Events;

/// <summary>Deletes events that are older than they are kept.</summary>
internal sealed class EventRetentionJob(EventStore store, IOptions<EventsOptions> options, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new("event-retention", "Old events", "Deletes usage, feedback and deployment events that are older than Events:RetentionDays.", "0 40 2 * * ?", false);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        var deleted = await store.DeleteBeforeAsync(before, cancellationToken);
        return JobResult.Ok($"{deleted} events from before {before:yyyy-MM-dd} deleted");
    }
}
