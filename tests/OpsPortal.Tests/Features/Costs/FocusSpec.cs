using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsPortal.Tests.Features.Costs;

/// <summary>
/// FOCUS 1.2, as its columns' "Content constraints" and requirements read: what must be there, of which type, what may be null when,
/// which values are allowed, what must equal what.
/// </summary>
internal static partial class FocusSpec
{
    private const string Text = "string", Number = "decimal", Moment = "datetime", Key = "json", Unit = "unit", Currency = "currency";

    // Name, type, allows nulls. The 21 columns of feature level "Mandatory".
    public static readonly (string Name, string Type, bool Null)[] Mandatory =
    [
        ("BilledCost", Number, false), ("BillingAccountId", Text, false), ("BillingAccountName", Text, true), ("BillingCurrency", Currency, false),
        ("BillingPeriodEnd", Moment, false), ("BillingPeriodStart", Moment, false), ("ChargeCategory", Text, false), ("ChargeClass", Text, true), ("ChargeDescription", Text, true),
        ("ChargePeriodEnd", Moment, false), ("ChargePeriodStart", Moment, false), ("ContractedCost", Number, false), ("EffectiveCost", Number, false), ("InvoiceIssuerName", Text, false),
        ("ListCost", Number, false), ("PricingQuantity", Number, true), ("PricingUnit", Unit, true), ("ProviderName", Text, false), ("PublisherName", Text, false),
        ("ServiceCategory", Text, false), ("ServiceName", Text, false),
    ];

    // Recommended and conditional ones that the export has.
    public static readonly (string Name, string Type, bool Null)[] Further =
    [
        ("ChargeFrequency", Text, false), ("CommitmentDiscountCategory", Text, true), ("CommitmentDiscountId", Text, true), ("CommitmentDiscountName", Text, true),
        ("CommitmentDiscountQuantity", Number, true), ("CommitmentDiscountStatus", Text, true), ("CommitmentDiscountType", Text, true), ("CommitmentDiscountUnit", Unit, true), ("ConsumedQuantity", Number, true), ("ConsumedUnit", Unit, true), ("ContractedUnitPrice", Number, true), ("ListUnitPrice", Number, true),
        ("PricingCategory", Text, true), ("ResourceId", Text, true), ("ResourceName", Text, true), ("ResourceType", Text, true), ("ServiceSubcategory", Text, false), ("SkuId", Text, true),
        ("SkuMeter", Text, true), ("SkuPriceId", Text, true), ("SubAccountId", Text, true), ("SubAccountName", Text, true), ("Tags", Key, true),
    ];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ChargeCategory"] = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
        ["ChargeClass"] = ["Correction"],
        ["CommitmentDiscountCategory"] = ["Spend", "Usage"],
        ["CommitmentDiscountStatus"] = ["Used", "Unused"],
        ["ChargeFrequency"] = ["One-Time", "Recurring", "Usage-Based"],
        ["PricingCategory"] = ["Standard", "Dynamic", "Committed", "Other"],
        ["ServiceCategory"] =
        [
            "AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools", "Multicloud", "Identity", "Integration", "Internet of Things",
            "Management and Governance", "Media", "Migration", "Mobile", "Networking", "Security", "Storage", "Web", "Other",
        ],
    };

    // Each subcategory has one parent only.
    private static readonly Dictionary<string, string> Parents = new()
    {
        ["Serverless Compute"] = "Compute", ["Other (Compute)"] = "Compute", ["Other (Storage)"] = "Storage", ["Data Transfer"] = "Networking", ["Generative AI"] = "AI and Machine Learning", ["Other (Other)"] = "Other",
    };

    /// <summary>Holds one row to all of it.</summary>
    public static void Check(IReadOnlyDictionary<string, string?> row)
    {
        foreach (var (name, type, mayBeNull) in Mandatory.Concat(Further))
        {
            if (row[name] is not { } value)
            {
                mayBeNull.ShouldBeTrue($"{name} must not be null");
                continue;
            }
            value.ShouldNotBeEmpty(name);
            IsOf(type, value).ShouldBeTrue($"{name}: \"{value}\" is no {type}");
            if (Allowed.TryGetValue(name, out var values))
                values.ShouldContain(value, name);
        }
        Parents[row["ServiceSubcategory"]!].ShouldBe(row["ServiceCategory"]);
        CheckPrices(row);
        CheckPeriods(row);
        CheckCommitment(row);
        if (row["ChargeCategory"] == "Purchase")
            row["ChargeFrequency"].ShouldNotBe("Usage-Based");
        if (row["ResourceId"] is null)
            row["ResourceName"].ShouldBeNull();
        (row["SubAccountId"] is null).ShouldBe(row["SubAccountName"] is null);
    }

    public static decimal Decimal(IReadOnlyDictionary<string, string?> row, string name) => decimal.Parse(row[name]!, CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(IReadOnlyDictionary<string, string?> row, string name) => DateTimeOffset.Parse(row[name]!, CultureInfo.InvariantCulture);

    private static void CheckPrices(IReadOnlyDictionary<string, string?> row)
    {
        var (category, correction) = (row["ChargeCategory"], row["ChargeClass"] == "Correction");
        string[] priced = ["PricingQuantity", "PricingUnit", "ListUnitPrice", "ContractedUnitPrice", "PricingCategory", "SkuId", "SkuPriceId"];
        // Null for taxes; there for usage and purchases that are no corrections.
        if (category == "Tax")
            priced.ShouldAllBe(name => row[name] == null);
        else if (category is "Usage" or "Purchase" && !correction)
            priced.ShouldAllBe(name => row[name] != null);
        (row["PricingUnit"] is null).ShouldBe(row["PricingQuantity"] is null);
        foreach (var (price, cost) in new[] { ("ListUnitPrice", "ListCost"), ("ContractedUnitPrice", "ContractedCost") })
        {
            if (row[price] is null)
            {
                // Of a charge that has no quantity the cost is what is billed.
                Decimal(row, cost).ShouldBe(Decimal(row, "BilledCost"));
                continue;
            }
            Decimal(row, price).ShouldBeGreaterThanOrEqualTo(0);
            if (!correction)
                Math.Abs(Decimal(row, "PricingQuantity") * Decimal(row, price) - Decimal(row, cost)).ShouldBeLessThan(0.000_000_000_1m);
        }
        if (category is not ("Usage" or "Purchase"))
            Decimal(row, "EffectiveCost").ShouldBe(Decimal(row, "BilledCost"));
        // Only what was used was consumed.
        (row["ConsumedQuantity"] is null).ShouldBe(category != "Usage" || row["CommitmentDiscountStatus"] == "Unused");
        (row["ConsumedUnit"] is null).ShouldBe(row["ConsumedQuantity"] is null);
        if (category == "Credit" && !correction)
            Decimal(row, "BilledCost").ShouldBeLessThan(0);
    }

    private static void CheckPeriods(IReadOnlyDictionary<string, string?> row)
    {
        var (start, end) = (Instant(row, "ChargePeriodStart"), Instant(row, "ChargePeriodEnd"));
        var (from, to) = (Instant(row, "BillingPeriodStart"), Instant(row, "BillingPeriodEnd"));
        end.ShouldBeGreaterThan(start);
        to.ShouldBe(from.AddMonths(1));
        from.Day.ShouldBe(1);
        if (row["ChargeClass"] == "Correction")
        {
            // It changes what an earlier billing period said.
            start.ShouldBeLessThan(from);
            return;
        }
        start.ShouldBeGreaterThanOrEqualTo(from);
        start.ShouldBeLessThan(to);
        if (row["CommitmentDiscountId"] is null || row["ChargeCategory"] == "Usage")
            end.ShouldBe(start.AddDays(1));
    }

    private static void CheckCommitment(IReadOnlyDictionary<string, string?> row)
    {
        var names = new[] { "CommitmentDiscountCategory", "CommitmentDiscountName", "CommitmentDiscountType", "CommitmentDiscountQuantity", "CommitmentDiscountUnit" };
        if (row["CommitmentDiscountId"] is null)
        {
            names.Append("CommitmentDiscountStatus").ShouldAllBe(name => row[name] == null);
            row["PricingCategory"].ShouldNotBe("Committed");
            return;
        }
        names.ShouldAllBe(name => row[name] != null);
        (row["CommitmentDiscountStatus"] is null).ShouldBe(row["ChargeCategory"] != "Usage");
        if (row["ChargeCategory"] == "Usage")
        {
            // What is paid for already is not billed again.
            Decimal(row, "BilledCost").ShouldBe(0);
            row["PricingCategory"].ShouldBe("Committed");
        }
        else
        {
            row["ChargeCategory"].ShouldBe("Purchase");
            Decimal(row, "EffectiveCost").ShouldBe(0);
            row["PricingCategory"].ShouldBe("Standard");
        }
        if (row["ChargeClass"] is null)
            Decimal(row, "CommitmentDiscountQuantity").ShouldBeGreaterThan(0);
    }

    private static bool IsOf(string type, string value) => type switch
    {
        Number => decimal.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && PlainNumber().IsMatch(value),
        Moment => DateTime.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _),
        Key => JsonDocument.Parse(value).RootElement.EnumerateObject().All(one => one.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null),
        Unit => UnitFormat().IsMatch(value),
        Currency => value.Length == 3 && value.All(char.IsAsciiLetterUpper),
        _ => value.Trim().Length > 0,
    };

    // No exponent, no group separators, no unit.
    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    private static partial Regex PlainNumber();

    // "1000 Tokens", "GB-Months", "Hours": an amount, then capitalised words, joined by a hyphen.
    [GeneratedRegex(@"^(\d+ )?[A-Z][A-Za-z]*(-[A-Z][a-z]+)?$")]
    private static partial Regex UnitFormat();
}
