using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Closes what each service did on every UTC day that is over.</summary>
public sealed class DailyBusinessJob(ServiceCatalog catalog, BusinessComputer computer, BusinessStore store, TimeProvider time, [FromKeyedServices(BusinessStore.Topic)] DayBackfill backfill) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "daily-business", "Daily business figures",
        "Requests, success, times, tokens, users, ratings, errors and conversions of each UTC day that is over. Makes up for days that were missed.",
        "30 6 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken) => await backfill.RunAsync(
        [.. catalog.Services.Where(service => service.Counters.Count > 0).Select(service => service.Id)], await store.ClosedDaysAsync(cancellationToken),
        (service, notBefore, token) => computer.FirstDayAsync(catalog.Find(service)!, notBefore, token),
        (service, day, token) => CloseAsync(progress, service, day, token), progress, cancellationToken);

    private Task<Outcome<bool>> CloseAsync(IJobProgress progress, string service, DateOnly day, CancellationToken cancellationToken)
        => JobStep.DoAsync<bool>(progress, time, $"{service}, {day:yyyy-MM-dd}", async () =>
        {
            var figures = await computer.ComputeAsync(catalog.Find(service)!, UtcSpan.Day(day), cancellationToken);
            return figures.IsOk
                ? (Outcome<bool>.Ok(await store.KeepAsync(service, day, figures.Value!, true, cancellationToken), figures.At), figures.Value!.Select(one => one.SourceQuery), figures.Value!.Count)
                : (figures.Map(_ => false), [], 0);
        });
}
