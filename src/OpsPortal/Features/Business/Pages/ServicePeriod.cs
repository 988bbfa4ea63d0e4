using OpsPortal.Catalog;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business.Pages;

/// <summary>A metric's days of a period, summed in the database.</summary>
/// <param name="Day">Null when the row is of the whole period.</param>
/// <param name="Weighted">Sum of value × samples: for means.</param>
/// <param name="Costed">Sum over the days whose cost is known.</param>
/// <param name="Quality">0 exact, 1 partial, 2 estimated: the worst of its days.</param>
internal sealed record PeriodRow(string Service, DateOnly? Day, string Metric, string Item, decimal Value, decimal? Weighted, decimal? Samples, int Quality, decimal MissingMinutes, long Days, bool IsRunning, decimal? Costed);

/// <summary>What a service did over some days; a figure that nothing tells of is null. Each is made of the days' own parts, never a mean of means.</summary>
/// <param name="Day">Of one day; null for a period.</param>
/// <param name="UniqueUsers">Different users over all of the days.</param>
/// <param name="ConversionValue">In the price book's currency; what came in others is not in it.</param>
/// <param name="CostedValue">The same, of the days whose cost is known.</param>
/// <param name="Cost">Null when unknown, or when a part of it needs a price.</param>
/// <param name="Days">Days on which requests were counted; without such a counter those with any figure.</param>
public sealed record ServicePeriod(
    string Service, DateOnly? Day, decimal? Requests, decimal? SuccessRatio, decimal? MeanSeconds, decimal? P95Seconds, decimal? UniqueUsers, decimal? Satisfaction, decimal? Ratings,
    decimal? Tokens, decimal? RuleEvaluations, decimal? Errors, decimal? Conversions, decimal? ConversionValue, decimal? CostedValue, decimal? Cost, Quality Quality, decimal MissingMinutes, int Days, bool IncludesToday)
{
    /// <summary>What conversions were worth for each unit of cost. Null without values, or without a known cost.</summary>
    public decimal? ReturnOnCost => Cost is > 0 ? CostedValue / Cost : null;

    /// <param name="rows">All of one service (and day).</param>
    /// <param name="users">Different users over the days, or null when they can't be known any more.</param>
    internal static ServicePeriod Of(IReadOnlyCollection<PeriodRow> rows, decimal? users, decimal? cost, string currency)
    {
        var byMetric = rows.ToLookup(row => row.Metric, StringComparer.Ordinal);
        decimal? Sum(params string[] metrics) => metrics.SelectMany(metric => byMetric[metric]).Select(row => (decimal?)row.Value).DefaultIfEmpty().Aggregate((a, b) => a + b);
        var (requests, errors) = (Sum(DayCounterNames.Requests), Sum(DayCounterNames.Errors));
        var (seconds, count) = (Sum(DayCounterNames.DurationSeconds), Sum(DayCounterNames.DurationCount));
        var rating = byMetric[DayFigureNames.Satisfaction].FirstOrDefault();
        var value = byMetric[DayFigureNames.ConversionValue].FirstOrDefault(row => row.Item == currency);
        var counted = rows.Where(row => row.Metric != DayFigureNames.P95Seconds).ToArray();
        return new ServicePeriod(
            rows.First().Service, rows.First().Day, requests, requests > 0 ? 1 - (errors ?? 0) / requests : null, count > 0 ? seconds / count : null,
            DurationQuantile.Of(0.95m, byMetric[DayCounterNames.DurationBucket].Select(row => (row.Item, row.Value)))?.Value, users,
            rating is { Samples: > 0 } ? rating.Weighted / rating.Samples : null, rating?.Samples,
            Sum(DayCounterNames.TokensInput, DayCounterNames.TokensCached, DayCounterNames.TokensOutput), Sum(DayCounterNames.RuleEvaluations), errors,
            Sum(DayFigureNames.Conversions), value?.Value, value?.Costed, cost, counted.Length == 0 ? Quality.Exact : (Quality)counted.Max(row => row.Quality), rows.Max(row => row.MissingMinutes),
            (int)(byMetric[DayCounterNames.Requests].FirstOrDefault()?.Days ?? rows.Max(row => row.Days)), rows.Any(row => row.IsRunning));
    }
}
