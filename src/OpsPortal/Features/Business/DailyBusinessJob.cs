using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Closes what each service did on every UTC day that is over, and reads days again that got events late.</summary>
public sealed class DailyBusinessJob(ServiceCatalog catalog, BusinessComputer computer, BusinessStore store, TimeProvider time, [FromKeyedServices(BusinessStore.Topic)] DayBackfill backfill) : IPortalJob
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
            (service, day, token) => CloseAsync(progress, service, day, token), progress, cancellationToken);
        var late = await store.LateDaysAsync(cancellationToken);
        for (var index = 0; index < late.Count; index++)
        {
            var (service, day) = late[index];
            await JobStep.DoAsync<int>(progress, time, $"late events of {service}, {day:yyyy-MM-dd}", async () =>
            {
                var rows = await store.RefreshEventsAsync(service, day, cancellationToken);
                return (Outcome<int>.Ok(rows, time.GetUtcNow()), ["events of the service and day"], rows);
            });
            await progress.ReportAsync(index + 1, late.Count, $"late events: {service}, {day:yyyy-MM-dd}");
        }
        return late.Count == 0 ? result : result with { Summary = $"{result.Summary}{(result.Summary.EndsWith('.') ? "" : ".")} {Counted.Of(late.Count, "day")} read again for late events." };
    }

    private Task<Outcome<bool>> CloseAsync(IJobProgress progress, string service, DateOnly day, CancellationToken cancellationToken)
        => JobStep.DoAsync<bool>(progress, time, $"{service}, {day:yyyy-MM-dd}", async () =>
        {
            var figures = await computer.ComputeAsync(catalog.Find(service)!, UtcSpan.Day(day), cancellationToken);
            return figures.IsOk
                ? (Outcome<bool>.Ok(await store.KeepAsync(service, day, figures.Value!, true, cancellationToken), figures.At), figures.Value!.Select(one => one.SourceQuery), figures.Value!.Count)
                : (figures.Map(_ => false), [], 0);
        });
}
