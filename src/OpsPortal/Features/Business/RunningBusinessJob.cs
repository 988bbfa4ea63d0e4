using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Keeps what each service did on the running UTC day so far.</summary>
public sealed class RunningBusinessJob(ServiceCatalog catalog, BusinessComputer computer, BusinessStore store, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "running-business", "Business figures of today", "What each service did on the running UTC day so far.", "45 0/15 * * * ?", true);

    public Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken) => RunningDay.RunAsync(
        [.. catalog.Services.Where(service => service.Counters.Count > 0).Select(service => service.Id)], time, KeepAsync, progress, cancellationToken);

    private async Task<Outcome<bool>> KeepAsync(string service, UtcSpan span, CancellationToken cancellationToken)
    {
        var figures = await computer.ComputeAsync(catalog.Find(service)!, span, cancellationToken);
        if (figures.IsOk)
            await store.KeepAsync(service, UtcSpan.DayOf(span.Start), figures.Value!, false, cancellationToken);
        return figures.Map(_ => true);
    }
}
