namespace OpsPortal.Features.Costs.Focus;

/// <summary>A kept and priced line of cost, with what the export wants to know of it.</summary>
/// <param name="Provider">Who sells it.</param>
/// <param name="Cost">In the billing currency.</param>
internal sealed record FocusLine(
    string Service, string ServiceName, string Team, string Provider, DateOnly Day, string Category, string Resource, string? Model, string? Deployment, string? Usage, string Driver,
    decimal Amount, string Unit, string PriceKey, decimal UnitPrice, DateOnly PriceFrom, DateTimeOffset? PricedAt, decimal Cost, string Quality, int Revision, string SourceQuery)
{
    /// <summary>Paid whether it is used or not.</summary>
    public bool IsPlan => Unit == "month";

    private int PricingDays => Domain.Costs.PriceUnits.IsByMonth(Unit) ? DateTime.DaysInMonth(Day.Year, Day.Month) : 1;

    /// <summary>In pricing units: the share of the month for prices by the month.</summary>
    public decimal Quantity => Amount / PricingDays;

    /// <summary>What one unit cost; where the price has steps, the mean of those that the line fell into.</summary>
    public decimal EffectiveUnitPrice => Quantity == 0 || Math.Abs(Quantity * UnitPrice - Cost) < 0.000_000_000_1m ? UnitPrice : Cost / Quantity;
}
