using System.Globalization;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Prices;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Prices in words.</summary>
internal static class PriceWords
{
    public static string Of(PriceItem item, PriceEntry? entry, string currency) => entry switch
    {
        null => "no price yet",
        { Withdrawn: true } => "no price",
        { Steps.Count: > 0 } => $"{Money.Price(entry.Price, item.Currency ?? currency)} / {item.Unit}, from {string.Join(", from ", entry.Steps.Select(step => $"{Money.Amount(step.From)} {Plain(item.Unit)} in a month {Money.Price(step.Price, item.Currency ?? currency)}"))}",
        _ => $"{Money.Price(entry.Price, item.Currency ?? currency)} / {item.Unit}",
    };

    public static string Of(PriceDraft draft, string currency)
        => Of(new PriceItem(draft.Key, draft.Unit, null, []) { Currency = draft.Currency }, draft.ToEdit(draft.From, "").ToEntry(), currency);

    /// <summary>"2026-11-21", with the time where it isn't midnight.</summary>
    public static string When(DateTimeOffset at) => at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Plain(string unit) => unit == "1000 tokens" ? "× 1,000 tokens" : unit;
}
