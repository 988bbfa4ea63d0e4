using System.Text.RegularExpressions;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Prices;

/// <summary>An entry of the price book that somebody wants to make.</summary>
/// <param name="Price">Null: the price ends.</param>
/// <param name="Undoes">The edit that it takes back, or null.</param>
public sealed record PriceDraft(
    string Key, string Unit, string? Currency, DateTimeOffset From, decimal? Price, IReadOnlyList<PriceStep> Steps, string Note, string Reason, long? Undoes = null)
{
    /// <summary>As the entry that it would be, after all that are there.</summary>
    public PriceEdit ToEdit(DateTimeOffset now, string by, long id = long.MaxValue) => new(id, Key, Unit, Currency, From, Price, Steps, Note, now, by, Reason, Undoes);
}

/// <summary>What makes an entry one that the book can take.</summary>
public static partial class PriceCheck
{
    private const int MostYearsAhead = 5;

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    /// <param name="book">As it stands now.</param>
    public static string? Problem(PriceDraft draft, PriceBook book, DateTimeOffset now)
    {
        var item = book.Item(draft.Key);
        if (!KeyPattern().IsMatch(draft.Key))
            return "A key is 2 to 100 letters, digits, dots, dashes and underscores, as the cost drivers name it: gpu.H200.hourly.";
        if (item is not null && (item.Unit != draft.Unit || item.Currency != draft.Currency))
            return $"{draft.Key} is priced by {item.Unit} in {item.Currency ?? book.Currency}; another unit or currency needs another key.";
        return UnitProblem(draft, book) ?? TimeProblem(draft, now) ?? PriceProblem(draft, item);
    }

    /// <summary>Nobody changes money without a word.</summary>
    public static string? ReasonProblem(PriceDraft draft)
        => draft.Reason.Trim().Length is 0 or > 500 || draft.Note.Length > 500 ? "Say why in a few words (500 characters at most): it stays beside the entry." : null;

    private static string? UnitProblem(PriceDraft draft, PriceBook book)
    {
        if (draft.Key.StartsWith(PriceBook.RatePrefix, StringComparison.Ordinal))
        {
            return !PriceUnits.IsCurrency(draft.Unit) || draft.Key != PriceBook.RatePrefix + draft.Unit || draft.Unit == book.Currency || draft.Currency is not null
                ? $"An exchange rate is {PriceBook.RatePrefix} and the foreign currency, its unit is that currency: fx.EUR, EUR." : null;
        }
        if (!PriceUnits.All.Contains(draft.Unit))
            return $"The unit is one of {string.Join(", ", PriceUnits.All)}.";
        return draft.Currency is { } foreign && (!PriceUnits.IsCurrency(foreign) || foreign == book.Currency) ? "A currency is three letters other than the book's own, like EUR." : null;
    }

    private static string? TimeProblem(PriceDraft draft, DateTimeOffset now)
    {
        if (draft.From.UtcTicks % TimeSpan.TicksPerMinute != 0)
            return "A price holds from a whole minute on.";
        if (PriceUnits.IsByMonth(draft.Unit) && draft.From != UtcSpan.StartOf(UtcSpan.DayOf(draft.From)))
            return "A price by the month holds for whole UTC days.";
        return draft.From.Year < 2000 || draft.From > now.AddYears(MostYearsAhead) ? $"The day must lie between 2000 and {MostYearsAhead} years from now." : null;
    }

    private static string? PriceProblem(PriceDraft draft, PriceItem? item)
    {
        if (draft.Price is < 0 or >= 1_000_000_000m || draft.Price is { } price && Math.Round(price, DriverLines.Decimals) != price)
            return $"A price is 0 or more, below a billion, with at most {DriverLines.Decimals} digits behind the point.";
        if (draft.Price is 0 && item?.IsRate == true)
            return "An exchange rate can't be 0.";
        if (PriceSteps.Problem(draft.Steps, draft.Unit) is { } steps)
            return $"Steps: {steps}.";
        if (ReasonProblem(draft) is { } reason)
            return reason;
        var holds = item?.At(draft.From);
        return (draft.Price is null ? holds is null or { Withdrawn: true } : holds is { Withdrawn: false } same && same.Price == draft.Price && same.Steps.SequenceEqual(draft.Steps))
            ? "That is what holds then already." : null;
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9._-]{1,99}$")]
    private static partial Regex KeyPattern();
}
