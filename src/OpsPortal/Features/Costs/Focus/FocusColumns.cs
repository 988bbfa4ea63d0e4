using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Focus;

/// <summary>A column of the export.</summary>
/// <param name="Value">Null is no value: an empty field.</param>
internal sealed record FocusColumn(string Name, Func<FocusLine, string?> Value);

/// <summary>
/// The columns of FOCUS 1.2 that this data can fill, by name, then its own (<c>x_</c>). There are no discounts, commitments or taxes in
/// it: the four costs are one.
/// </summary>
internal static class FocusColumns
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="account">Who is billed: an id and a name.</param>
    public static IReadOnlyList<FocusColumn> For(string currency, (string Id, string Name) account) =>
    [
        new("BilledCost", Cost),
        new("BillingAccountId", _ => account.Id),
        new("BillingAccountName", _ => account.Name),
        new("BillingCurrency", _ => currency),
        new("BillingPeriodEnd", line => Instant(Month(line).AddMonths(1))),
        new("BillingPeriodStart", line => Instant(Month(line))),
        new("ChargeCategory", line => line.IsPlan ? "Purchase" : "Usage"),
        new("ChargeClass", _ => null),
        new("ChargeDescription", line => $"{line.ServiceName}: {line.Resource}{(line.Model is null ? "" : ", " + line.Model)}{(line.Usage is null ? "" : ", " + line.Usage)}"),
        new("ChargeFrequency", line => line.IsPlan ? "Recurring" : "Usage-Based"),
        new("ChargePeriodEnd", line => Instant(line.Day.AddDays(1))),
        new("ChargePeriodStart", line => Instant(line.Day)),
        new("ConsumedQuantity", line => line.IsPlan ? null : Money.Exact(line.Amount)),
        new("ConsumedUnit", line => line.IsPlan ? null : ConsumedUnit(line.Unit)),
        new("ContractedCost", Cost),
        new("ContractedUnitPrice", UnitPrice),
        new("EffectiveCost", Cost),
        new("InvoiceIssuerName", line => line.Provider),
        new("ListCost", Cost),
        new("ListUnitPrice", UnitPrice),
        new("PricingCategory", _ => "Standard"),
        new("PricingQuantity", line => Money.Exact(line.Quantity)),
        new("PricingUnit", line => PricingUnit(line.Unit)),
        new("ProviderName", line => line.Provider),
        new("PublisherName", line => line.Provider),
        new("ResourceId", line => $"{line.Service}/{line.Driver}/{line.Resource}"),
        new("ResourceName", line => line.Resource),
        new("ResourceType", line => line.Driver),
        new("ServiceCategory", line => Category(line).Category),
        new("ServiceName", line => line.Resource),
        new("ServiceSubcategory", line => Category(line).Subcategory),
        new("SkuId", line => line.PriceKey),
        new("SkuMeter", line => line.Driver),
        new("SkuPriceId", line => $"{line.PriceKey}@{DaySpan.Write(line.PriceFrom)}"),
        new("SubAccountId", line => line.Service),
        new("SubAccountName", line => line.ServiceName),
        new("Tags", Tags),
        new("x_PricedAt", line => line.PricedAt is { } at ? CsvAnswer.Instant(at) : Instant(line.Day)),
        new("x_Quality", line => line.Quality),
        new("x_Revision", line => line.Revision.ToString(CultureInfo.InvariantCulture)),
        new("x_SourceQuery", line => line.SourceQuery.Length == 0 ? null : line.SourceQuery),
    ];

    private static string Cost(FocusLine line) => Money.Exact(line.Cost);

    private static string UnitPrice(FocusLine line) => Money.Exact(line.EffectiveUnitPrice);

    private static DateOnly Month(FocusLine line) => new(line.Day.Year, line.Day.Month, 1);

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
        _ => unit,
    };

    // A mean over the day, not over the month.
    private static string ConsumedUnit(string unit) => unit == "GB-month" ? "GB-Days" : PricingUnit(unit);
}
