using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>Computes what a service did on a day: exact counts from Prometheus, people, ratings and conversions from the events.</summary>
public sealed class BusinessComputer(DayAmounts amounts, EventFigures events, TimeProvider time)
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
        figures.AddRange(new[] { SuccessRatio(figures), MeanSeconds(figures), P95Seconds(figures) }.OfType<DayFigure>());
        figures.AddRange(await events.ReadAsync(service.Id, span, cancellationToken));
        return Outcome<IReadOnlyList<DayFigure>>.Ok(figures, time.GetUtcNow());
    }

    /// <summary>The series of a counter, summed by model, by a further label, or over all.</summary>
    public static IEnumerable<DayFigure> Sum(DayCounter counter, IReadOnlyList<SpanAmount> counted)
        => counted.GroupBy(one => (Model: Label(counter.ModelLabel, one), Item: Label(counter.ItemLabel, one))).Select(group => new DayFigure(
            counter.Name, group.Key.Model, group.Key.Item, group.Sum(one => one.Amount), null, Qualities.Worst(group.Select(one => one.Quality)),
            group.Max(one => one.MissingMinutes), "exact increase of the raw samples of " + counter.Selector));

    /// <summary>No requests: no ratio. No failure counted yet: all succeeded, as far as the service tells.</summary>
    public static DayFigure? SuccessRatio(IReadOnlyList<DayFigure> figures)
    {
        if (Whole(figures, DayCounterNames.Requests) is not { Value: > 0 } requests)
            return null;
        var errors = Whole(figures, DayCounterNames.Errors);
        return new DayFigure(
            DayFigureNames.SuccessRatio, "", "", Math.Round(1 - (errors?.Value ?? 0) / requests.Value, 12), (long)requests.Value,
            Qualities.Worse(requests.Quality, errors?.Quality ?? Quality.Exact), Math.Max(requests.MissingMinutes, errors?.MissingMinutes ?? 0),
            "1 - errors / requests of the day");
    }

    public static DayFigure? MeanSeconds(IReadOnlyList<DayFigure> figures)
        => Whole(figures, DayCounterNames.DurationSeconds) is { } seconds && Whole(figures, DayCounterNames.DurationCount) is { Value: > 0 } count
            ? new DayFigure(
                DayFigureNames.MeanSeconds, "", "", Math.Round(seconds.Value / count.Value, 12), (long)count.Value, Qualities.Worse(seconds.Quality, count.Quality),
                Math.Max(seconds.MissingMinutes, count.MissingMinutes), "duration_seconds / duration_count of the day")
            : null;

    public static DayFigure? P95Seconds(IReadOnlyList<DayFigure> figures)
    {
        var buckets = figures.Where(one => one.Metric == DayCounterNames.DurationBucket).ToArray();
        return DurationQuantile.Of(0.95m, buckets.Select(one => (one.Item, one.Value))) is { } p95
            ? new DayFigure(
                DayFigureNames.P95Seconds, "", "", Math.Round(p95.Value, 12), (long)buckets.Max(one => one.Value), Quality.Estimated, buckets.Max(one => one.MissingMinutes),
                string.Create(CultureInfo.InvariantCulture, $"95 % of duration_bucket of the day: between {p95.Low} and {p95.High} s, a straight line inside"))
            : null;
    }

    private static DayFigure? Whole(IReadOnlyList<DayFigure> figures, string metric) => figures.FirstOrDefault(one => one.Metric == metric && one is { Model: "", Item: "" });

    private static string Label(string? name, SpanAmount of) => name is null ? "" : of.Labels[name];
}
