using OpsPortal.Domain.Counters;

namespace OpsPortal.Domain;

/// <summary>
/// What the watched services cost, for every page and answer that shows money. Amounts are in <see cref="Currency"/>; days
/// are UTC days; an unknown cost is null and never 0. Reads the database only; a database that is away is an outcome.
/// </summary>
public interface ICostFigures
{
    /// <summary>Three letters: <c>USD</c>.</summary>
    string Currency { get; }

    /// <summary>
    /// The running UTC day of each service, as the job that runs each five minutes last computed it; resets at midnight UTC.
    /// A service that was not computed today yet is not in the answer.
    /// </summary>
    Task<Outcome<IReadOnlyList<CostToday>>> TodayAsync(CancellationToken cancellationToken);

    /// <summary>By model over closed and running days, both ends included. Models without any cost line are not in the answer.</summary>
    Task<Outcome<IReadOnlyList<ModelCost>>> ByModelAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>By service and category over closed and running days, both ends included.</summary>
    Task<Outcome<IReadOnlyList<ServiceCost>>> ByServiceAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>The running month of each service with a projection and its budget.</summary>
    Task<Outcome<IReadOnlyList<MonthOutlook>>> MonthAsync(CancellationToken cancellationToken);
}

/// <param name="Cost">What is priced of the day so far; null when nothing is.</param>
/// <param name="NeedsPrice">Lines of the day that have no price and are in no total.</param>
/// <param name="ComputedAt">When it was computed: its age.</param>
public sealed record CostToday(
    string Service, DateOnly Day, decimal? Cost, Quality Quality, decimal MissingMinutes, int NeedsPrice, DateTimeOffset ComputedAt);

/// <param name="Requests">Exact count of the same days, or null when the service doesn't count requests by model.</param>
/// <param name="Tokens">Input, output and cached together; null when the service doesn't count tokens.</param>
/// <param name="CostPerRequest">Null when either is unknown or there was no request.</param>
public sealed record ModelCost(
    string Service, string Model, decimal? Cost, decimal? Requests, decimal? Tokens, decimal? CostPerRequest, decimal? CostPer1000Tokens,
    Quality Quality, int NeedsPrice, bool IncludesToday);

/// <param name="ByCategory"><c>compute</c>, <c>storage</c>, <c>network</c>, <c>services</c>.</param>
/// <param name="Days">Days with figures in the period.</param>
public sealed record ServiceCost(
    string Service, decimal? Cost, IReadOnlyDictionary<string, decimal> ByCategory, decimal? Requests, decimal? CostPerRequest,
    Quality Quality, decimal MissingMinutes, int NeedsPrice, int Days, bool IncludesToday);

/// <param name="SoFar">Closed days of the month and today so far.</param>
/// <param name="Projection">For the whole month, or null while no closed day is known.</param>
/// <param name="Method">How the projection was made, in words.</param>
public sealed record MonthOutlook(
    string Service, DateOnly Month, decimal? SoFar, decimal? Projection, decimal? Low, decimal? High, string Method,
    decimal? BudgetDaily, decimal? BudgetMonthly);
