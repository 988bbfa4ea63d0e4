using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Ledger;

/// <summary>An entry that somebody wants to make.</summary>
/// <param name="Amount">For all of its days, in <paramref name="Currency"/>; credits are below 0.</param>
/// <param name="Currency">Null: the price book's.</param>
public sealed record LedgerDraft(
    LedgerKind Kind, string Provider, string Description, string? Service, DateOnly From, DateOnly To, decimal Amount, string? Currency, string? PriceKey, decimal? PerDay, string Reason)
{
    private const int MostDays = 3_660;
    private const decimal Most = 1_000_000_000m;

    /// <summary>Of a commitment to money: how much cheaper the use is that falls under it, 0 to 1; null for others.</summary>
    public decimal? Discount { get; init; }

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public string? Problem(PriceBook book, ServiceCatalog catalog)
        => Provider.Trim().Length is 0 or > 100 || Description.Trim().Length is 0 or > 200 ? "Say who charges it (100 characters at most) and what it is (200 at most)."
            : Service is not null && catalog.Find(Service) is null ? $"There is no service \"{Service}\"."
            : To < From || To.DayNumber - From.DayNumber >= MostDays || From.Year < 2000 ? "The days must follow each other, ten years at most, from 2000 on."
            : AmountProblem() ?? CoverProblem(book)
            ?? (Reason.Trim().Length is 0 or > 500 ? "Say why in a few words (500 characters at most): it stays beside the entry." : null);

    /// <summary>What one unit of its currency costs in the book's on its first day; null where the book doesn't say.</summary>
    public decimal? Rate(PriceBook book) => Currency is null || Currency == book.Currency ? 1 : book.Find(PriceBook.RatePrefix + Currency, From)?.UnitPrice;

    private string? AmountProblem() => Math.Abs(Amount) >= Most || Math.Round(Amount, LedgerEntry.Decimals) != Amount ? "The amount must be below a billion, with at most twelve digits behind the point."
        : Kind == LedgerKind.Credit && Amount >= 0 ? "A credit is below 0."
        : Kind != LedgerKind.Credit && Amount <= 0 ? $"A {Kind.ToString().ToLowerInvariant()} is above 0." : null;

    private string? CoverProblem(PriceBook book)
    {
        if (Currency is { } currency && (!PriceUnits.IsCurrency(currency) || Rate(book) is null))
            return $"The price book has no exchange rate {PriceBook.RatePrefix}{currency} for {DaySpan.Write(From)}: enter it first.";
        if (PriceKey is null)
            return PerDay is null && Discount is null ? null : "Units a day and a discount belong to a price: name its key.";
        if (Kind != LedgerKind.Commitment)
            return "Only a commitment pays for a price.";
        if (Discount is not null)
            return DiscountProblem(book);
        if (book.Item(PriceKey) is not { IsRate: false } item)
            return $"The price book has no key \"{PriceKey}\".";
        if (item.IsByMonth)
            return $"{PriceKey} is a price by the month: what is held pays it already.";
        return PerDay is not > 0 or >= Most ? "Say how many units of the price it pays for on a day." : null;
    }

    private string? DiscountProblem(PriceBook book)
        => PerDay is not null ? "It is of units a day or of money with a discount, not of both."
            : Discount is <= 0 or >= 1 || decimal.Round(Discount!.Value, 6) != Discount ? "A discount is over 0 and under 100 percent, with at most four digits behind the point."
            : PriceKey!.Contains('?', StringComparison.Ordinal) || !book.Items.Any(item => !item.IsRate && !item.IsByMonth && LedgerEntry.FallsUnder(PriceKey, item.Key)) ? $"No price that is paid by use has a key like \"{PriceKey}\"; gpu.* is each that begins so."
            : null;
}
