using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Keeps what each service did on the running UTC day so far.</summary>
public sealed class RunningBusinessJob(ServiceCatalog catalog, BusinessComputer computer, BusinessStore store, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new(
        "running-business", "Business figures of today", "What each service did on the running UTC day so far.", "45 0/15 * * * ?", true);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var services = catalog.Services.Where(service => service.Counters.Count > 0).ToArray();
        var problems = new List<string>();
        var done = 0;
        foreach (var service in services)
        {
            if (UtcSpan.TodaySoFar(time.GetUtcNow()) is not { } span)
                continue;
            var figures = await computer.ComputeAsync(service, span, cancellationToken);
            if (figures.Kind == OutcomeKind.NotConfigured)
                return JobResult.Ok("Nothing to do: " + figures.Reason);
            if (figures.IsOk)
            {
                await store.KeepAsync(service.Id, UtcSpan.DayOf(span.Start), figures.Value!, false, cancellationToken);
                done++;
                continue;
            }
            problems.Add($"{service.Id}: {figures.Reason}");
            // Prometheus is away: the others would only wait for the same timeout.
            if (figures.Kind == OutcomeKind.Unavailable)
                break;
        }
        return new JobResult($"{done} of {services.Length} services", problems);
    }
}
