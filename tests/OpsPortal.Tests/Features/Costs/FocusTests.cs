using System.Text.RegularExpressions;
using OpsPortal.Features.Costs.Focus;

namespace OpsPortal.Tests.Features.Costs;

/// <summary>The export of plain lines against FOCUS 1.2.</summary>
public sealed partial class FocusTests
{
    private static readonly IReadOnlyList<FocusColumn> Columns = FocusColumns.For("USD", ("opsportal", "OpsPortal"));

    [Fact]
    public void Columns_AreTheMandatoryOnesAndOwnOnesAreMarked()
    {
        var names = Columns.Select(column => column.Name).ToArray();

        names.ShouldBeUnique();
        FocusSpec.Mandatory.Select(column => column.Name).Except(names).ShouldBeEmpty();
        names.Except(FocusSpec.Mandatory.Concat(FocusSpec.Further).Select(column => column.Name)).ShouldAllBe(name => OwnName().IsMatch(name));
    }

    [Fact]
    public void Values_OfRandomLines_KeepTheSpecification()
    {
        foreach (var row in Lines().Select(Row))
        {
            FocusSpec.Check(row);
            row["ChargeClass"].ShouldBeNull();
            row["CommitmentDiscountId"].ShouldBeNull();
        }
    }

    [Fact]
    public void Costs_OfRandomLines_SumUpToTheLinesExactly()
    {
        foreach (var cost in new[] { "BilledCost", "EffectiveCost", "ContractedCost", "ListCost" })
            Lines().Select(Row).Sum(row => FocusSpec.Decimal(row, cost)).ShouldBe(Lines().Sum(line => line.Cost), cost);
    }

    internal static Dictionary<string, string?> Row(FocusLine line) => Columns.ToDictionary(column => column.Name, column => column.Value(line));

    internal static IEnumerable<FocusLine> Lines()
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
}
