using System.IO.Enumeration;

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
/// <param name="PriceKey">Of a commitment to a price: what it pays for; of one to money a pattern, <c>gpu.*</c>; else null.</param>
/// <param name="PerDay">Units of that price that it pays for on each day; null likewise, and of a commitment to money.</param>
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

    /// <summary>Of a commitment to money: how much cheaper than by the price book the use is that falls under it, 0 to 1; else null.</summary>
    public decimal? Discount { get; init; }

    /// <summary>It pays for use that would cost its price otherwise.</summary>
    public bool Covers => PriceKey is not null;

    /// <summary>Whether what it pays for is measured in money by the price book, not in units of a price.</summary>
    public bool IsOfMoney => Discount is not null;

    public bool HasDay(DateOnly day) => day >= From && day <= To;

    /// <summary>Whether it counted then; null is now.</summary>
    public bool HoldsAt(DateTimeOffset? at) => at is { } then ? EnteredAt <= then && !(WithdrawnAt <= then) : WithdrawnAt is null;

    /// <summary>Whether use at this price falls under it.</summary>
    public bool PaysFor(string priceKey) => PriceKey is not null && (IsOfMoney ? FallsUnder(PriceKey, priceKey) : priceKey == PriceKey);

    /// <summary>Whether a price is one of those that the pattern of a commitment to money names.</summary>
    public static bool FallsUnder(string pattern, string priceKey) => FileSystemName.MatchesSimpleExpression(pattern, priceKey, ignoreCase: false);

    /// <summary>How much it pays for on a day: units of its price, or money by the price book.</summary>
    public decimal SizeOn(DateOnly day) => Discount is { } discount ? Math.Round(CostOn(day) / (1 - discount), Decimals) : PerDay ?? 0;

    /// <summary>Its part on a day: the same on each, and on the last what rounding left, so that its days sum up to it exactly.</summary>
    public decimal CostOn(DateOnly day)
    {
        if (!HasDay(day))
            return 0;
        var share = Math.Round(Cost / Days, Decimals);
        return day == To ? Cost - share * (Days - 1) : share;
    }
}
