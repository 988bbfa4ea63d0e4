using System.Globalization;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Writes money: to the cent from ten cents on, finer below, so that a price for one request isn't shown as 0.00.</summary>
internal static class Money
{
    public static string Text(decimal amount, string currency)
    {
        var size = Math.Abs(amount);
        var digits = size == 0 || size >= 0.1m ? "N2" : size >= 0.001m ? "N4" : "N6";
        var number = size.ToString(digits, CultureInfo.InvariantCulture);
        return (amount < 0 ? "−" : "") + (currency == "USD" ? "$" + number : number + " " + currency);
    }

    public static string Text(decimal? amount, string currency) => amount is { } known ? Text(known, currency) : "unknown";

    /// <summary>With its sign: "+$12.00".</summary>
    public static string Signed(decimal amount, string currency) => (amount > 0 ? "+" : "") + Text(amount, currency);

    /// <summary>"+$12.00 (+4.1 %)"; words where one side is unknown.</summary>
    public static string Change(decimal? now, decimal? before, string currency)
    {
        if (now is null && before is null)
            return "–";
        var change = (now ?? 0) - (before ?? 0);
        var sign = change > 0 ? "+" : "";
        return sign + Text(change, currency) + (before is > 0 ? $" ({sign}{(change / before.Value * 100).ToString("0.#", CultureInfo.InvariantCulture).Replace('-', '−')} %)" : now is null ? "" : " (new)");
    }

    /// <summary>All digits, for the exact value beside the rounded one.</summary>
    public static string Exact(decimal amount) => (amount / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>A price with all of its digits: "$0.00047".</summary>
    public static string Price(decimal price, string currency)
        => currency == "USD" ? "$" + price.ToString("0.00##########", CultureInfo.InvariantCulture) : price.ToString("0.00##########", CultureInfo.InvariantCulture) + " " + currency;

    public static string Amount(decimal amount) => amount.ToString(Math.Abs(amount) >= 100 ? "N0" : Math.Abs(amount) >= 1 ? "N2" : "0.####", CultureInfo.InvariantCulture);
}
