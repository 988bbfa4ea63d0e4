using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Closes what each service did on every UTC day that is over, and reads days again that got events late.</summary>
public sealed class DailyBusinessJob(ServiceCatalog catalog, BusinessComputer computer, BusinessStore store, [FromKeyedServices(BusinessStore.Topic)] DayBackfill backfill) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "daily-business", "Daily business figures",
        "Requests, success, times, tokens, users, ratings, errors and conversions of each UTC day that is over. Makes up for days that were missed, and reads days again that got events late.",
        "30 6 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var result = await backfill.RunAsync(
            [.. catalog.Services.Where(service => service.Counters.Count > 0).Select(service => service.Id)], await store.ClosedDaysAsync(cancellationToken),
            (service, notBefore, token) => computer.FirstDayAsync(catalog.Find(service)!, notBefore, token),
            CloseAsync, progress, cancellationToken);
        var late = await store.LateDaysAsync(cancellationToken);
        for (var index = 0; index < late.Count; index++)
        {
            await store.RefreshEventsAsync(late[index].Service, late[index].Day, cancellationToken);
            await progress.ReportAsync(index + 1, late.Count, $"late events: {late[index].Service}, {late[index].Day:yyyy-MM-dd}");
        }
        return late.Count == 0 ? result : result with { Summary = $"{result.Summary}{(result.Summary.EndsWith('.') ? "" : ".")} {late.Count} days read again for late events." };
    }

    private async Task<Outcome<bool>> CloseAsync(string service, DateOnly day, CancellationToken cancellationToken)
    {
        var figures = await computer.ComputeAsync(catalog.Find(service)!, UtcSpan.Day(day), cancellationToken);
        return figures.IsOk
            ? Outcome<bool>.Ok(await store.KeepAsync(service, day, figures.Value!, true, cancellationToken), figures.At)
            : figures.Map(_ => false);
    }
}
