using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>Keeps what the running UTC day has cost so far.</summary>
public sealed class RunningCostJob(ServiceCatalog catalog, CostComputer computer, CostStore store, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "running-costs", "Costs of today", "What the running UTC day has cost so far; it starts again at midnight UTC.", "15 0/5 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var services = catalog.Services.Where(service => service.CostDrivers.Count > 0).ToArray();
        var problems = new List<string>();
        var done = 0;
        foreach (var service in services)
        {
            if (UtcSpan.TodaySoFar(time.GetUtcNow()) is not { } span)
                continue;
            var cost = await computer.ComputeAsync(service, UtcSpan.DayOf(span.Start), span, cancellationToken);
            if (cost.Kind == OutcomeKind.NotConfigured)
                return JobResult.Ok("Nothing to do: " + cost.Reason);
            if (!cost.IsOk)
            {
                problems.Add($"{service.Id}: {cost.Reason}");
                // Prometheus is away: the others would only wait for the same timeout.
                if (cost.Kind == OutcomeKind.Unavailable)
                    break;
                continue;
            }
            // A day with no sample of any driver has no cost yet, and its plans alone would be no answer.
            if (cost.Value!.Lines.Any(line => line.SourceQuery.Length > 0) && await store.KeepRunningAsync(cost.Value, cancellationToken))
                done++;
            await progress.ReportAsync(done, services.Length, service.Name);
        }
        return new JobResult($"{done} of {services.Length} services", problems);
    }
}
