namespace OpsPortal.Domain.Costs;

/// <summary>What is charged beside use.</summary>
public enum LedgerKind
{
    /// <summary>Paid whether it is used or not.</summary>
    Commitment,

    /// <summary>Given back; below 0.</summary>
    Credit,
    Tax,
}

/// <summary>An amount for some UTC days that no counter measures. It is never changed: a wrong one is withdrawn, and another entered.</summary>
/// <param name="Service">Whose it is; null: of all together.</param>
/// <param name="To">The last of its days.</param>
/// <param name="Amount">For all of its days, in <paramref name="Currency"/>; credits are below 0.</param>
/// <param name="Rate">What one unit of its currency cost in the price book's on its first day; 1 for the book's own.</param>
/// <param name="PriceKey">Of a commitment to a price: what it pays for; else null.</param>
/// <param name="PerDay">Units of that price that it pays for on each day; null likewise.</param>
/// <param name="WithdrawnAt">From then on it counts no more; null while it does.</param>
public sealed record LedgerEntry(
    long Id, LedgerKind Kind, string Provider, string Description, string? Service, DateOnly From, DateOnly To, decimal Amount, string Currency, decimal Rate, string? PriceKey, decimal? PerDay,
    DateTimeOffset EnteredAt, string EnteredBy, string Reason, DateTimeOffset? WithdrawnAt = null, string? WithdrawnBy = null, string? WithdrawnReason = null)
{
    // As fine as costs are kept.
    internal const int Decimals = 12;

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>In the price book's currency.</summary>
    public decimal Cost => Math.Round(Amount * Rate, Decimals);

    /// <summary>It pays for use that would cost its price otherwise.</summary>
    public bool Covers => PriceKey is not null;

    public bool HasDay(DateOnly day) => day >= From && day <= To;

    /// <summary>Whether it counted then; null is now.</summary>
    public bool HoldsAt(DateTimeOffset? at) => at is { } then ? EnteredAt <= then && !(WithdrawnAt <= then) : WithdrawnAt is null;

    /// <summary>Its part on a day: the same on each, and on the last what rounding left, so that its days sum up to it exactly.</summary>
    public decimal CostOn(DateOnly day)
    {
        if (!HasDay(day))
            return 0;
        var share = Math.Round(Cost / Days, Decimals);
        return day == To ? Cost - share * (Days - 1) : share;
    }
}
