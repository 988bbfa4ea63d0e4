using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>A column of the export.</summary>
/// <param name="Value">Null is no value: an empty field.</param>
internal sealed record FocusColumn(string Name, Func<FocusLine, string?> Value);

/// <summary>
/// The columns of FOCUS 1.2 that this data can fill, by name, then its own (<c>x_</c>). The price book knows one price: list and contracted
/// cost are one, and differ from the billed and effective ones where a commitment paid.
/// </summary>
internal static class FocusColumns
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="account">Who is billed: an id and a name.</param>
    public static IReadOnlyList<FocusColumn> For(string currency, (string Id, string Name) account) =>
    [
        new("BilledCost", line => Money.Exact(line.Billed)),
        new("BillingAccountId", _ => account.Id),
        new("BillingAccountName", _ => account.Name),
        new("BillingCurrency", _ => currency),
        new("BillingPeriodEnd", line => Instant(Month(line).AddMonths(1))),
        new("BillingPeriodStart", line => Instant(Month(line))),
        new("ChargeCategory", ChargeCategory),
        new("ChargeClass", line => line.IsCorrection ? "Correction" : null),
        new("ChargeDescription", Description),
        new("ChargeFrequency", Frequency),
        new("ChargePeriodEnd", line => Instant((line.Charge == FocusCharge.Purchase ? line.Entry!.To : line.Day).AddDays(1))),
        new("ChargePeriodStart", line => Instant(line.Day)),
        new("CommitmentDiscountCategory", line => Commitment(line) is { } entry ? entry.IsOfMoney ? "Spend" : "Usage" : null),
        new("CommitmentDiscountId", line => Commitment(line) is { } entry ? "ledger/" + entry.Id.ToString(CultureInfo.InvariantCulture) : null),
        new("CommitmentDiscountName", line => Commitment(line)?.Description),
        new("CommitmentDiscountQuantity", line => Commitment(line) is { } entry ? Money.Exact(!entry.IsOfMoney ? line.Amount : line.Charge == FocusCharge.Purchase ? line.Billed : line.Effective) : null),
        new("CommitmentDiscountStatus", line => line.Charge switch { FocusCharge.Covered => "Used", FocusCharge.Unused => "Unused", _ => null }),
        new("CommitmentDiscountType", line => Commitment(line) is null ? null : "Committed Use"),
        new("CommitmentDiscountUnit", line => Commitment(line) is { } entry ? entry.IsOfMoney ? currency : PricingUnit(line.Unit) : null),
        new("ConsumedQuantity", line => IsConsumed(line) ? Money.Exact(line.Amount) : null),
        new("ConsumedUnit", line => IsConsumed(line) ? ConsumedUnit(line.Unit) : null),
        new("ContractedCost", Cost),
        new("ContractedUnitPrice", UnitPrice),
        new("EffectiveCost", line => Money.Exact(line.Effective)),
        new("InvoiceIssuerName", line => line.Provider),
        new("ListCost", Cost),
        new("ListUnitPrice", UnitPrice),
        new("PricingCategory", line => !line.IsPriced ? null : line.Charge is FocusCharge.Covered or FocusCharge.Unused ? "Committed" : "Standard"),
        new("PricingQuantity", line => line.IsPriced ? Money.Exact(line.Quantity) : null),
        new("PricingUnit", line => line.IsPriced ? PricingUnit(line.Unit) : null),
        new("ProviderName", line => line.Provider),
        new("PublisherName", line => line.Provider),
        new("ResourceId", line => IsUse(line) ? $"{line.Service}/{line.Driver}/{line.Resource}" : null),
        new("ResourceName", line => IsUse(line) ? line.Resource : null),
        new("ResourceType", line => IsUse(line) ? line.Driver : null),
        new("ServiceCategory", line => Category(line).Category),
        new("ServiceName", line => line.Resource),
        new("ServiceSubcategory", line => Category(line).Subcategory),
        new("SkuId", Sku),
        new("SkuMeter", line => Sku(line) is null ? null : IsUse(line) ? line.Driver : "commitment"),
        new("SkuPriceId", line => Sku(line) is { } sku ? $"{sku}@{DaySpan.Write(line.PriceFrom)}" : null),
        new("SubAccountId", line => line.Service.Length == 0 ? null : line.Service),
        new("SubAccountName", line => line.ServiceName.Length == 0 ? null : line.ServiceName),
        new("Tags", Tags),
        new("x_PricedAt", line => !IsUse(line) ? null : line.PricedAt is { } at ? CsvAnswer.Instant(at) : Instant(line.Day)),
        new("x_Quality", line => IsUse(line) ? line.Quality : null),
        new("x_Revision", line => IsUse(line) ? line.Revision.ToString(CultureInfo.InvariantCulture) : null),
        new("x_SourceQuery", line => line.SourceQuery.Length == 0 ? null : line.SourceQuery),
    ];

    private static string Cost(FocusLine line) => Money.Exact(line.Cost);

    private static string? UnitPrice(FocusLine line) => line.IsPriced ? Money.Exact(line.EffectiveUnitPrice) : null;

    private static DateOnly Month(FocusLine line) => line.BilledIn ?? new(line.Day.Year, line.Day.Month, 1);

    private static bool IsUse(FocusLine line) => line.Charge is FocusCharge.Line or FocusCharge.Covered;

    // What a commitment paid for and nobody used was not consumed.
    private static bool IsConsumed(FocusLine line) => IsUse(line) && !line.IsPlan;

    private static LedgerEntry? Commitment(FocusLine line) => line.Charge is FocusCharge.Covered or FocusCharge.Unused or FocusCharge.Purchase ? line.Entry : null;

    private static string? Sku(FocusLine line) => !line.IsPriced ? null : line.PriceKey.Length > 0 ? line.PriceKey : "ledger/" + line.Entry!.Id.ToString(CultureInfo.InvariantCulture);

    private static string ChargeCategory(FocusLine line) => line.Charge switch
    {
        FocusCharge.Credit => "Credit",
        FocusCharge.Tax => "Tax",
        FocusCharge.Purchase or FocusCharge.Fee => "Purchase",
        _ => line.IsPlan ? "Purchase" : "Usage",
    };

    private static string Frequency(FocusLine line) => line.Charge switch
    {
        FocusCharge.Credit or FocusCharge.Tax or FocusCharge.Purchase => "One-Time",
        FocusCharge.Fee => "Recurring",
        _ => line.IsPlan ? "Recurring" : "Usage-Based",
    };

    private static string Description(FocusLine line) => line.Charge switch
    {
        FocusCharge.Unused => $"Unused of {line.Resource}",
        _ when !IsUse(line) => line.Resource,
        _ => $"{line.ServiceName}: {line.Resource}{(line.Model is null ? "" : ", " + line.Model)}{(line.Usage is null ? "" : ", " + line.Usage)}",
    };

    private static string Instant(DateOnly day) => CsvAnswer.Instant(UtcSpan.StartOf(day));

    private static string Tags(FocusLine line) => JsonSerializer.Serialize(
        new SortedDictionary<string, string?>(StringComparer.Ordinal) { ["deployment"] = line.Deployment, ["model"] = line.Model, ["team"] = line.Team, ["usage"] = line.Usage }
            .Where(pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary(), Json);

    private static (string Category, string Subcategory) Category(FocusLine line) => (line.Category, line.Model) switch
    {
        ("compute", _) when line.Deployment == "serverless" => ("Compute", "Serverless Compute"),
        ("compute", _) => ("Compute", "Other (Compute)"),
        ("storage", _) => ("Storage", "Other (Storage)"),
        ("network", _) => ("Networking", "Data Transfer"),
        ("services", not null) => ("AI and Machine Learning", "Generative AI"),
        _ => ("Other", "Other (Other)"),
    };

    private static string PricingUnit(string unit) => unit switch
    {
        "hour" => "Hours",
        "second" => "Seconds",
        "1000 tokens" => "1000 Tokens",
        "GB-month" => "GB-Months",
        "month" => "Months",
        "kWh" => "Kilowatt-Hours",
        "day" => "Days",
        _ => unit,
    };

    // A mean over the day, not over the month.
    private static string ConsumedUnit(string unit) => unit == "GB-month" ? "GB-Days" : PricingUnit(unit);
}
