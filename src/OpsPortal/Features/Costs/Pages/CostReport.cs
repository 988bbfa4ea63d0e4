using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>All that the cost page shows of a span; every number of it is a sum of rows that the jobs wrote.</summary>
/// <param name="Days">Each day of the span that has figures.</param>
/// <param name="Backfill">Where the daily job is, or null while it never ran.</param>
public sealed record CostReport(
    IReadOnlyList<ReportDay> Days, IReadOnlyList<ReportLine> Lines, IReadOnlyList<ModelCost> Models, IReadOnlyDictionary<string, decimal> Requests, BackfillState? Backfill)
{
    public decimal? Total => Days.Any(day => day.Cost is not null) ? Days.Sum(day => day.Cost ?? 0) : null;

    /// <summary>Closed days that miss minutes or hold a guess.</summary>
    public IEnumerable<ReportDay> Doubtful => Days.Where(day => day.Quality != Quality.Exact);

    public IEnumerable<ReportLine> NeedsPrice => Lines.Where(line => line.Cost is null);

    public decimal? Requested(string? service) => service is null
        ? Requests.Count == 0 ? null : Requests.Values.Sum()
        : Requests.TryGetValue(service, out var count) ? count : null;
}

/// <summary>A service's day.</summary>
/// <param name="IsRunning">Not closed: so far, or waiting to be closed.</param>
public sealed record ReportDay(
    string Service, DateOnly Day, bool IsRunning, int Revision, decimal? Cost, IReadOnlyDictionary<string, decimal> ByCategory, Quality Quality, decimal MissingMinutes,
    string Note, DateTimeOffset ComputedAt);

/// <summary>What was paid for over the span at one price.</summary>
public sealed record ReportLine(
    string Service, string Category, string Resource, string? Model, string? Usage, string Driver, decimal Amount, string? Unit, string PriceKey, decimal? UnitPrice, DateOnly? PriceFrom,
    decimal? Cost, int Days, string SourceQuery, string Note);

/// <param name="Error">Of the last run; "" when it went well.</param>
public sealed record BackfillState(string State, int Done, int Total, string Words, string Error);
