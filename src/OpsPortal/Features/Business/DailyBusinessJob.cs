using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Closes what each service did on every UTC day that is over.</summary>
public sealed class DailyBusinessJob(ServiceCatalog catalog, BusinessComputer computer, BusinessStore store, TimeProvider time,
    [FromKeyedServices(BusinessStore.Topic)] DayBackfill backfill) : IPortalJob
{
    private const int LateDays = 3;

    public JobInfo Info { get; } = new(
        "daily-business", "Daily business figures",
        "Requests, errors, success, tokens, users and ratings of each UTC day that is over. Makes up for days that were missed, and for events that came up to three days late.",
        "30 6 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var closed = await store.ClosedDaysAsync(cancellationToken);
        var today = UtcSpan.DayOf(time.GetUtcNow());
        foreach (var service in closed)
        {
            foreach (var day in service.Where(day => day >= today.AddDays(-LateDays)))
                await store.RefreshEventsAsync(service.Key, day, cancellationToken);
        }
        return await backfill.RunAsync(
            [.. catalog.Services.Where(service => service.Counters.Count > 0).Select(service => service.Id)], closed,
            (service, notBefore, token) => computer.FirstDayAsync(catalog.Find(service)!, notBefore, token),
            CloseAsync, progress, cancellationToken);
    }

    private async Task<Outcome<bool>> CloseAsync(string service, DateOnly day, CancellationToken cancellationToken)
    {
        var figures = await computer.ComputeAsync(catalog.Find(service)!, UtcSpan.Day(day), cancellationToken);
        return figures.IsOk
            ? Outcome<bool>.Ok(await store.KeepAsync(service, day, figures.Value!, true, cancellationToken), figures.At)
            : figures.Map(_ => false);
    }
}
