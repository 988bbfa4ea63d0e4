using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>What a month's report holds. Of a signed month the figures are those that were signed.</summary>
/// <param name="Services">By day, service and category.</param>
/// <param name="Teams">Rows are teams.</param>
/// <param name="Models">Rows are models; "" is what belongs to none.</param>
/// <param name="Before">The month before, by day, service and category, as it counts now.</param>
/// <param name="Closing">Null while the month isn't signed.</param>
/// <param name="Budgets">Those that held in the month, with what was spent.</param>
/// <param name="YearToDate">Of the fiscal year, with the months before as they count now; null while nothing is known.</param>
public sealed record MonthReport(
    DaySpan Month, string Currency, CostReport Services, IReadOnlyList<CostCell> Teams, IReadOnlyList<CostCell> Models, IReadOnlyList<CostCell> Before, MonthClosing? Closing,
    IReadOnlyList<MonthCorrection> Corrections, IReadOnlyList<MonthBudget> Budgets, FiscalYear Year, decimal? YearToDate)
{
    /// <summary>Commitments, credits and taxes; of a signed month as they counted when it was signed.</summary>
    public LedgerSummary Ledger { get; init; } = LedgerSummary.None;

    /// <summary>The same as it counts now.</summary>
    public LedgerSummary LedgerNow { get; init; } = LedgerSummary.None;

    /// <summary>By how much they changed since the month was signed.</summary>
    public decimal LedgerSince => LedgerNow.Effect - Ledger.Effect;

    /// <summary>What was used, by the price book.</summary>
    public decimal? Total => Services.Total;

    /// <summary>With commitments, credits and taxes.</summary>
    public decimal? Net => Total is null && Ledger.Lines.Count == 0 ? null : (Total ?? 0) + Ledger.Effect;

    public decimal? TotalBefore => CostReport.Sum(Before);

    /// <summary>What was used, with the corrections.</summary>
    public decimal? Corrected => Total + Corrections.Sum(one => one.Difference);
}

/// <summary>A month's budget and what was spent.</summary>
/// <param name="Title">As people call it.</param>
public sealed record MonthBudget(BudgetScope Scope, string Title, decimal Budget, decimal Spent);
