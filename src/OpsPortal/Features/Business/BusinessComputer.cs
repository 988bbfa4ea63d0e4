using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Computes what a service did on a day: exact counts from Prometheus, people and ratings from the events.</summary>
public sealed class BusinessComputer(DayAmounts amounts, BusinessStore store, TimeProvider time)
{
    public Task<Outcome<DateOnly?>> FirstDayAsync(ServiceEntry service, DateOnly notBefore, CancellationToken cancellationToken)
        => amounts.FirstDayAsync(service.Counters[0].Selector, notBefore, time.GetUtcNow(), cancellationToken);

    /// <param name="span">All of the day, or the day so far.</param>
    public async Task<Outcome<IReadOnlyList<DayFigure>>> ComputeAsync(ServiceEntry service, UtcSpan span, CancellationToken cancellationToken)
    {
        var figures = new List<DayFigure>();
        foreach (var counter in service.Counters)
        {
            var counted = await amounts.IncreaseAsync(counter.Selector, span, cancellationToken);
            if (!counted.IsOk)
                return counted.Map<IReadOnlyList<DayFigure>>(_ => []);
            figures.AddRange(Sum(counter, counted.Value!));
        }
        if (SuccessRatio(figures) is { } ratio)
            figures.Add(ratio);
        figures.AddRange(await store.FromEventsAsync(service.Id, span, cancellationToken));
        return Outcome<IReadOnlyList<DayFigure>>.Ok(figures, time.GetUtcNow());
    }

    /// <summary>The series of a counter, summed by model or over all.</summary>
    public static IEnumerable<DayFigure> Sum(DayCounter counter, IReadOnlyList<SpanAmount> counted)
        => counted.GroupBy(one => counter.ModelLabel is { } label ? one.Labels[label] : "", StringComparer.Ordinal).Select(group => new DayFigure(
            counter.Name, group.Key, group.Sum(one => one.Amount), null, Qualities.Worst(group.Select(one => one.Quality)),
            group.Max(one => one.MissingMinutes), "exact increase of the raw samples of " + counter.Selector));

    /// <summary>No requests: no ratio. No failure counted yet: all succeeded, as far as the service tells.</summary>
    public static DayFigure? SuccessRatio(IReadOnlyList<DayFigure> figures)
    {
        if (figures.FirstOrDefault(one => one is { Metric: DayCounterNames.Requests, Model: "" }) is not { Value: > 0 } requests)
            return null;
        var errors = figures.FirstOrDefault(one => one is { Metric: DayCounterNames.Errors, Model: "" });
        return new DayFigure(
            DayFigureNames.SuccessRatio, "", Math.Round(1 - (errors?.Value ?? 0) / requests.Value, 12), (long)requests.Value,
            Qualities.Worse(requests.Quality, errors?.Quality ?? Quality.Exact), Math.Max(requests.MissingMinutes, errors?.MissingMinutes ?? 0),
            "1 - errors / requests of the day");
    }
}
