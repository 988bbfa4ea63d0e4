using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>Keeps what the running UTC day has cost so far.</summary>
public sealed class RunningCostJob(ServiceCatalog catalog, CostComputer computer, CostStore store, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "running-costs", "Costs of today", "What the running UTC day has cost so far; it starts again at midnight UTC.", "15 0/5 * * * ?", true);

    public Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken) => RunningDay.RunAsync(
        [.. catalog.Services.Where(service => service.CostDrivers.Count > 0).Select(service => service.Id)], time, KeepAsync, progress, cancellationToken);

    private async Task<Outcome<bool>> KeepAsync(string service, UtcSpan span, CancellationToken cancellationToken)
    {
        var cost = await computer.ComputeAsync(catalog.Find(service)!, UtcSpan.DayOf(span.Start), span, cancellationToken);
        // A day with no sample of any driver has no cost yet, and its plans alone would be no answer.
        var kept = cost.IsOk && cost.Value!.Lines.Any(line => line.SourceQuery.Length > 0) && await store.KeepRunningAsync(cost.Value, cancellationToken);
        return cost.Map(_ => kept);
    }
}
