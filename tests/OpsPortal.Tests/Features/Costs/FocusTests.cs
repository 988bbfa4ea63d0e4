using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpsPortal.Features.Costs.Focus;

namespace OpsPortal.Tests.Features.Costs;

/// <summary>
/// The export against FOCUS 1.2, as its columns' "Content constraints" and requirements read: what must be there, of which type,
/// what may be null when, which values are allowed, what must equal what.
/// </summary>
public sealed partial class FocusTests
{
    private const string Text = "string", Number = "decimal", Moment = "datetime", Key = "json", Unit = "unit", Currency = "currency";

    // Name, type, allows nulls. The 21 columns of feature level "Mandatory".
    private static readonly (string Name, string Type, bool Null)[] Mandatory =
    [
        ("BilledCost", Number, false), ("BillingAccountId", Text, false), ("BillingAccountName", Text, true), ("BillingCurrency", Currency, false),
        ("BillingPeriodEnd", Moment, false), ("BillingPeriodStart", Moment, false), ("ChargeCategory", Text, false), ("ChargeClass", Text, true), ("ChargeDescription", Text, true),
        ("ChargePeriodEnd", Moment, false), ("ChargePeriodStart", Moment, false), ("ContractedCost", Number, false), ("EffectiveCost", Number, false), ("InvoiceIssuerName", Text, false),
        ("ListCost", Number, false), ("PricingQuantity", Number, true), ("PricingUnit", Unit, true), ("ProviderName", Text, false), ("PublisherName", Text, false),
        ("ServiceCategory", Text, false), ("ServiceName", Text, false),
    ];

    // Recommended and conditional ones that the export has.
    private static readonly (string Name, string Type, bool Null)[] Further =
    [
        ("ChargeFrequency", Text, false), ("ConsumedQuantity", Number, true), ("ConsumedUnit", Unit, true), ("ContractedUnitPrice", Number, true), ("ListUnitPrice", Number, true),
        ("PricingCategory", Text, true), ("ResourceId", Text, true), ("ResourceName", Text, true), ("ResourceType", Text, true), ("ServiceSubcategory", Text, false), ("SkuId", Text, true),
        ("SkuMeter", Text, true), ("SkuPriceId", Text, true), ("SubAccountId", Text, true), ("SubAccountName", Text, true), ("Tags", Key, true),
    ];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ChargeCategory"] = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"],
        ["ChargeClass"] = ["Correction"],
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

    private static readonly IReadOnlyList<FocusColumn> Columns = FocusColumns.For("USD", ("opsportal", "OpsPortal"));

    [Fact]
    public void Columns_AreTheMandatoryOnesAndOwnOnesAreMarked()
    {
        var names = Columns.Select(column => column.Name).ToArray();

        names.ShouldBeUnique();
        Mandatory.Select(column => column.Name).Except(names).ShouldBeEmpty();
        names.Except(Mandatory.Concat(Further).Select(column => column.Name)).ShouldAllBe(name => OwnName().IsMatch(name));
    }

    [Fact]
    public void Values_OfRandomLines_KeepTypesNullsAndAllowedValues()
    {
        foreach (var row in Rows())
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
        }
    }

    [Fact]
    public void Values_OfRandomLines_KeepTheRulesBetweenColumns()
    {
        foreach (var row in Rows())
        {
            var (category, quantity) = (row["ChargeCategory"], Decimal(row, "PricingQuantity"));
            // Usage and purchases that are no corrections have quantity, unit and unit prices, whose products are the costs.
            row["ChargeClass"].ShouldBeNull();
            Math.Abs(quantity * Decimal(row, "ListUnitPrice") - Decimal(row, "ListCost")).ShouldBeLessThan(0.000_000_000_1m);
            Math.Abs(quantity * Decimal(row, "ContractedUnitPrice") - Decimal(row, "ContractedCost")).ShouldBeLessThan(0.000_000_000_1m);
            Decimal(row, "ListUnitPrice").ShouldBeGreaterThanOrEqualTo(0);
            (row["ConsumedQuantity"] is null).ShouldBe(category != "Usage");
            (row["ConsumedUnit"] is null).ShouldBe(row["ConsumedQuantity"] is null);
            row["SkuId"].ShouldNotBeNull();
            row["SkuPriceId"].ShouldNotBeNull();
            row["PricingCategory"].ShouldNotBeNull();
            if (category == "Purchase")
                row["ChargeFrequency"].ShouldNotBe("Usage-Based");
            var (start, end) = (Instant(row, "ChargePeriodStart"), Instant(row, "ChargePeriodEnd"));
            (end - start).ShouldBe(TimeSpan.FromDays(1));
            start.ShouldBeGreaterThanOrEqualTo(Instant(row, "BillingPeriodStart"));
            end.ShouldBeLessThanOrEqualTo(Instant(row, "BillingPeriodEnd"));
            Instant(row, "BillingPeriodEnd").ShouldBe(Instant(row, "BillingPeriodStart").AddMonths(1));
        }
    }

    [Fact]
    public void Costs_OfRandomLines_SumUpToTheLinesExactly()
    {
        foreach (var cost in new[] { "BilledCost", "EffectiveCost", "ContractedCost", "ListCost" })
            Rows().Sum(row => Decimal(row, cost)).ShouldBe(Lines().Sum(line => line.Cost), cost);
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

    private static decimal Decimal(Dictionary<string, string?> row, string name) => decimal.Parse(row[name]!, CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(Dictionary<string, string?> row, string name) => DateTimeOffset.Parse(row[name]!, CultureInfo.InvariantCulture);

    private static IEnumerable<Dictionary<string, string?>> Rows() => Lines().Select(line => Columns.ToDictionary(column => column.Name, column => column.Value(line)));

    private static IEnumerable<FocusLine> Lines()
    {
        var random = new Random(12);
        foreach (var unit in new[] { "hour", "second", "1000 tokens", "GB", "GB-month", "month", "kWh" })
        {
            for (var i = 0; i < 40; i++)
            {
                // Leap days and ends of months too.
                var day = new DateOnly(2024, 2, 28).AddDays(random.Next(400));
                var amount = unit == "month" ? 1 : Math.Round((decimal)random.NextDouble() * 100_000, 12);
                var price = Math.Round((decimal)random.NextDouble(), 6);
                var days = unit.EndsWith("month") ? DateTime.DaysInMonth(day.Year, day.Month) : 1;
                // Every fourth fell into a later step of its price.
                var cost = Math.Round(amount * price / days * (i % 4 == 0 ? 0.7m : 1), 12);
                yield return new FocusLine(
                    "h200", "H200, \"quoted\"", "platform", "RunPod", day, Pick("compute", "storage", "network", "services"), "GPU H200", Pick("big", null!), Pick("serverless", "timed", null!),
                    Pick("busy", null!), "gpu", amount, unit, "gpu.H200", price, new DateOnly(2024, 1, 1), null, cost, "exact", 1, Pick("exact increase", ""));
            }
        }

        string Pick(params string[] any) => any[random.Next(any.Length)];
    }

    [GeneratedRegex("^x_[A-Z][A-Za-z0-9]*$")]
    private static partial Regex OwnName();

    // No exponent, no group separators, no unit.
    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    private static partial Regex PlainNumber();

    // "1000 Tokens", "GB-Months", "Hours": an amount, then capitalised words, joined by a hyphen.
    [GeneratedRegex(@"^(\d+ )?[A-Z][A-Za-z]*(-[A-Z][a-z]+)?$")]
    private static partial Regex UnitFormat();
}
