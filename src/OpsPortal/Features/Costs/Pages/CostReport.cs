using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>All that the cost page shows of a span; every number of it is a sum of rows that the jobs wrote.</summary>
/// <param name="Days">Each day of the span that has figures, of the services that are looked at.</param>
/// <param name="Cells">What the lines cost by day, row and column of the table.</param>
/// <param name="Against">The same of the span that is compared with; empty without one.</param>
/// <param name="Blended">By service, where whole services are looked at.</param>
/// <param name="Backfill">Where the daily job is, or null while it never ran.</param>
public sealed record CostReport(
    IReadOnlyList<ReportDay> Days, IReadOnlyList<CostCell> Cells, IReadOnlyList<CostCell> Against, IReadOnlyList<ReportLine> Lines, IReadOnlyList<ModelCost> Models,
    IReadOnlyList<BlendedCost> Blended, JobState? Backfill)
{
    /// <summary>Of what is priced; null when nothing is.</summary>
    public decimal? Total => Sum(Cells);

    public decimal? TotalAgainst => Sum(Against);

    /// <summary>Closed days that miss minutes or hold a guess.</summary>
    public IEnumerable<ReportDay> Doubtful => Days.Where(day => day.Quality != Quality.Exact);

    public IEnumerable<ReportLine> NeedsPrice => Lines.Where(line => line.Cost is null);

    /// <summary>Days that were computed anew after they had been closed: what is shown is their latest revision.</summary>
    public IEnumerable<ReportDay> Revised => Days.Where(day => day.Revision > 1);

    /// <summary>Of what is priced; null when nothing is.</summary>
    public static decimal? Sum(IEnumerable<CostCell> cells)
    {
        decimal? sum = null;
        foreach (var cell in cells)
            sum = cell.Cost is { } cost ? (sum ?? 0) + cost : sum;
        return sum;
    }
}

/// <summary>What some lines cost together.</summary>
/// <param name="Row">Value of the view's rows; "" where a line has none.</param>
/// <param name="Column">Value of its columns.</param>
/// <param name="Cost">Of what is priced; null when nothing is.</param>
/// <param name="NeedsPrice">Lines without a price.</param>
public sealed record CostCell(DateOnly Day, string Row, string Column, decimal? Cost, int NeedsPrice);

/// <summary>A service's day.</summary>
/// <param name="IsRunning">Not closed: so far, or waiting to be closed.</param>
public sealed record ReportDay(
    string Service, DateOnly Day, bool IsRunning, int Revision, Quality Quality, decimal MissingMinutes, string Note, DateTimeOffset ComputedAt);

/// <summary>What was paid for over the span at one price.</summary>
public sealed record ReportLine(
    string Service, string Category, string Resource, string? Model, string? Usage, string Driver, decimal Amount, string? Unit, string PriceKey, decimal? UnitPrice, DateOnly? PriceFrom,
    decimal? Cost, int Days, string SourceQuery, string Note);

/// <summary>A service's cost laid on what it did on the same days.</summary>
/// <param name="NeedsPrice">Lines without a price: with any there is no ratio, it would look cheaper than it is.</param>
/// <param name="Requests">Null where it isn't counted; so are the others.</param>
/// <param name="Failed">Failed requests.</param>
/// <param name="Tokens">Input, cached and output.</param>
/// <param name="UserDays">Sum over the days of each day's different users.</param>
public sealed record BlendedCost(string Service, decimal? Cost, int NeedsPrice, decimal? Requests, decimal? Failed, decimal? Tokens, decimal? UserDays)
{
    /// <summary>Energy by tokens, on the days on which both are known; null where there is none.</summary>
    public EnergyUse? Energy { get; init; }

    public decimal? PerRequest => Per(Requests);

    public decimal? PerSuccess => Per(Requests - (Failed ?? 0));

    public decimal? PerMillionTokens => Per(Tokens / 1_000_000);

    public decimal? PerUserDay => Per(UserDays);

    private decimal? Per(decimal? count) => NeedsPrice == 0 && count > 0 ? Cost / count : null;
}

/// <summary>What tokens took in energy, over the days on which both were counted.</summary>
/// <param name="Joules">Of the service's GPUs.</param>
/// <param name="Tokens">Input, cached and output, of the models that run on them, of the same days.</param>
/// <param name="Cost">By the price book's price of energy on each day; null where a day has none.</param>
public sealed record EnergyUse(decimal Joules, decimal Tokens, decimal? Cost)
{
    public decimal KilowattHours => Joules / PriceBook.JoulesPerKilowattHour;

    public decimal? TokensPerJoule => Joules > 0 ? Tokens / Joules : null;

    public decimal JoulesPerMillionTokens => Joules / Tokens * 1_000_000;

    public decimal? CostPerMillionTokens => Cost / Tokens * 1_000_000;
}
