using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>
/// Closes the cost of every UTC day that is over and isn't closed yet. Runs each hour, so that a night on which Prometheus was
/// away is made up for by itself.
/// </summary>
public sealed class DailyCostJob(ServiceCatalog catalog, CostComputer computer, CostStore store, TimeProvider time, [FromKeyedServices(CostStore.Topic)] DayBackfill backfill) : IPortalJob
{
    public const string Name = "daily-costs";

    public JobInfo Info { get; } = new(
        Name, "Daily costs", "Closes each UTC day that is over: exact amounts from Prometheus times the price book. Makes up for days that were missed.",
        "0 5 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        await store.FillTeamsAsync(cancellationToken);
        return await backfill.RunAsync(
            [.. catalog.Services.Where(service => service.CostDrivers.Count > 0).Select(service => service.Id)],
            await store.ClosedDaysAsync(cancellationToken),
            (service, notBefore, token) => computer.FirstDayAsync(catalog.Find(service)!, notBefore, token),
            (service, day, token) => CloseAsync(progress, service, day, token), progress, cancellationToken);
    }

    private Task<Outcome<bool>> CloseAsync(IJobProgress progress, string service, DateOnly day, CancellationToken cancellationToken)
        => JobStep.DoAsync<bool>(progress, time, $"{service}, {day:yyyy-MM-dd}", async () =>
        {
            var cost = await computer.ComputeAsync(catalog.Find(service)!, day, UtcSpan.Day(day), cancellationToken);
            return cost.IsOk
                ? (Outcome<bool>.Ok(await store.CloseAsync(cost.Value!, cancellationToken), cost.At), cost.Value!.Lines.Select(line => line.SourceQuery), cost.Value!.Lines.Count)
                : (cost.Map(_ => false), [], 0);
        });
}
