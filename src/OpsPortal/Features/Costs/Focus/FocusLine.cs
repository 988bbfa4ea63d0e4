using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>What a row of the export is.</summary>
internal enum FocusCharge
{
    /// <summary>A line of use or a plan, at the price book's price.</summary>
    Line,

    /// <summary>Use that a commitment paid for.</summary>
    Covered,

    /// <summary>What of a commitment nobody used.</summary>
    Unused,

    /// <summary>What a commitment costs, on its first day.</summary>
    Purchase,

    /// <summary>A day's part of a fee that pays for no use.</summary>
    Fee,
    Credit,
    Tax,
}

/// <summary>A charge of one day, with what the export wants to know of it.</summary>
/// <param name="Provider">Who sells it.</param>
/// <param name="Cost">At the price book's price, in the billing currency.</param>
internal sealed record FocusLine(
    string Service, string ServiceName, string Team, string Provider, DateOnly Day, string Category, string Resource, string? Model, string? Deployment, string? Usage, string Driver,
    decimal Amount, string Unit, string PriceKey, decimal UnitPrice, DateOnly PriceFrom, DateTimeOffset? PricedAt, decimal Cost, string Quality, int Revision, string SourceQuery)
{
    public FocusCharge Charge { get; init; }

    /// <summary>The commitment, credit or tax that it comes from; null for plain lines.</summary>
    public LedgerEntry? Entry { get; init; }

    /// <summary>What is charged for it.</summary>
    public decimal Billed { get; init; } = Cost;

    /// <summary>Its part of what was paid in advance, or what is charged.</summary>
    public decimal Effective { get; init; } = Cost;

    /// <summary>The first of the month in which it is billed; null: that of its day.</summary>
    public DateOnly? BilledIn { get; init; }

    /// <summary>It changes what an earlier, signed month said.</summary>
    public bool IsCorrection => BilledIn is not null;

    /// <summary>Paid whether it is used or not.</summary>
    public bool IsPlan => Unit == "month";

    /// <summary>It has a quantity, and a price for one of it.</summary>
    public bool IsPriced => Charge is not (FocusCharge.Credit or FocusCharge.Tax);

    /// <summary>Whether a filter takes it; what belongs to no service is only in views of everything.</summary>
    public bool IsIn(Pages.CostFilter only) => Charge is FocusCharge.Line or FocusCharge.Covered
        ? Is(only.Service, Service) && Is(only.Category, Category) && Is(only.Resource, Resource) && Is(only.Model, Model ?? "") && Is(only.Deployment, Deployment ?? "") && Is(only.Team, Team) && Is(only.Usage, Usage ?? "")
        : only.IsWholeServices && Is(only.Service, Service);

    private int PricingDays => PriceUnits.IsByMonth(Unit) ? DateTime.DaysInMonth(Day.Year, Day.Month) : 1;

    /// <summary>In pricing units: the share of the month for prices by the month.</summary>
    public decimal Quantity => Amount / PricingDays;

    /// <summary>What one unit cost; where the price has steps, the mean of those that the line fell into.</summary>
    public decimal EffectiveUnitPrice => Quantity == 0 || Math.Abs(Quantity * UnitPrice - Cost) < 0.000_000_000_1m ? UnitPrice : Cost / Quantity;

    /// <summary>The same, taken back.</summary>
    public FocusLine Reversed(DateOnly billedIn) => this with { Amount = -Amount, Cost = -Cost, Billed = -Billed, Effective = -Effective, BilledIn = billedIn };

    private static bool Is(string? wanted, string value) => wanted is null || wanted == value;
}
