using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Focus;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Tests.Features.Costs;

/// <summary>Commitments, credits, taxes and corrections in the export, held to FOCUS 1.2's rules.</summary>
public sealed class FocusChargeTests
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DateTimeOffset Entered = new(2026, 10, 30, 9, 0, 0, TimeSpan.Zero);

    private static readonly LedgerEntry[] Entries =
    [
        new(1, LedgerKind.Commitment, "RunPod", "H200, November", null, First, First.AddDays(29), 1_000m, "USD", 1, "gpu", 20, Entered, "anna", "contract"),
        new(2, LedgerKind.Commitment, "RunPod", "H200 for alpha", "alpha", First.AddDays(3), First.AddDays(9), 77.77m, "EUR", 1.1m, "gpu", 3, Entered, "anna", "contract"),
        new(3, LedgerKind.Commitment, "MongoDB", "Support", null, First, First.AddDays(29), 100m, "USD", 1, null, null, Entered, "anna", "contract"),
        new(4, LedgerKind.Credit, "RunPod", "For the outage", "beta", First.AddDays(6), First.AddDays(12), -33.34m, "USD", 1, null, null, Entered, "anna", "said sorry"),
        new(6, LedgerKind.Commitment, "RunPod", "Money for tokens", null, First, First.AddDays(29), 33.33m, "USD", 1, "tok*", null, Entered, "anna", "contract") { Discount = 0.15m },
        new(5, LedgerKind.Tax, "RunPod", "VAT", null, First, First.AddDays(29), 190.01m, "USD", 1, null, null, Entered, "anna", "invoice"),
    ];

    [Fact]
    public void Rows_OfAMonthWithEverything_KeepTheSpecification()
    {
        var rows = Month().Select(FocusTests.Row).ToArray();

        rows.ShouldAllBe(row => Checked(row));
        rows.Select(row => row["ChargeCategory"]).Distinct().Order().ShouldBe(["Credit", "Purchase", "Tax", "Usage"]);
        rows.Select(row => row["CommitmentDiscountStatus"]).Distinct().Order().ShouldBe([null, "Unused", "Used"]);
        rows.ShouldAllBe(row => row["ChargeClass"] == null);
        rows.Select(row => row["CommitmentDiscountCategory"]).Distinct().Order().ShouldBe([null, "Spend", "Usage"]);
    }

    [Fact]
    public void Rows_OfACommitmentOfMoney_SumUpToItInItsCurrency()
    {
        var rows = Month().Select(FocusTests.Row).Where(row => row["CommitmentDiscountCategory"] == "Spend").ToLookup(row => row["ChargeCategory"]);

        rows["Usage"].Sum(row => FocusSpec.Decimal(row, "CommitmentDiscountQuantity")).ShouldBe(33.33m);
        rows["Purchase"].Single().ShouldSatisfyAllConditions(row => FocusSpec.Decimal(row, "BilledCost").ShouldBe(33.33m), row => row["CommitmentDiscountUnit"].ShouldBe("USD"));
        rows["Usage"].ShouldContain(row => row["CommitmentDiscountStatus"] == "Unused");
    }

    [Fact]
    public void Costs_OverAWholeTerm_AreWhatIsPaidHoweverOneCounts()
    {
        var rows = Month();
        var used = Use().Values.SelectMany(day => day).Sum(line => line.Cost);
        var paid = Entries.Sum(entry => entry.Cost);
        var covered = rows.Where(row => row.Charge == FocusCharge.Covered).Sum(row => row.Cost);

        covered.ShouldBeGreaterThan(0);
        rows.Sum(row => row.Billed).ShouldBe(used - covered + paid);
        rows.Sum(row => row.Effective).ShouldBe(used - covered + paid);
        // At list prices, everything that was used is there once.
        rows.Where(row => row.Charge is FocusCharge.Line or FocusCharge.Covered).Sum(row => row.Cost).ShouldBe(used);
    }

    [Fact]
    public void Cover_OfEachDay_UsesAllOfACommitmentOrSaysWhatIsUnused()
    {
        foreach (var day in Month().Where(row => row.Entry?.Id == 1 && row.Charge is FocusCharge.Covered or FocusCharge.Unused).GroupBy(row => row.Day))
        {
            day.Sum(row => row.Amount).ShouldBe(20);
            day.Sum(row => row.Effective).ShouldBe(Entries[0].CostOn(day.Key));
        }
    }

    [Fact]
    public void Corrections_OfADayThatWasSigned_TakeBackAndAddAndKeepTheSpecification()
    {
        var day = First.AddDays(4);
        var signed = Rows(day, Use()[day], Entries);
        FocusLine[] revised = [.. Use()[day].Select(line => line.PriceKey == "gpu" ? line with { Amount = line.Amount + 1, Cost = (line.Amount + 1) * line.UnitPrice, Billed = (line.Amount + 1) * line.UnitPrice, Effective = (line.Amount + 1) * line.UnitPrice, Revision = 2 } : line with { Revision = 2 })];
        LedgerEntry[] entries = [.. Entries[..5], new(9, LedgerKind.Credit, "RunPod", "Late credit", null, day, day, -5m, "USD", 1, null, null, Entered, "anna", "late")];
        var now = Rows(day, revised, entries);

        var corrections = FocusDay.Corrections(signed, now, new DateOnly(2026, 12, 1)).ToArray();

        corrections.ShouldAllBe(line => Checked(FocusTests.Row(line)));
        corrections.Select(FocusTests.Row).ShouldAllBe(row => row["ChargeClass"] == "Correction" && row["BillingPeriodStart"] == "2026-12-01T00:00:00Z" && row["ChargePeriodStart"] == "2026-11-05T00:00:00Z");
        (signed.Sum(line => line.Billed) + corrections.Sum(line => line.Billed)).ShouldBe(now.Sum(line => line.Billed));
        (signed.Sum(line => line.Effective) + corrections.Sum(line => line.Effective)).ShouldBe(now.Sum(line => line.Effective));
        // What is as it was is no correction, though it was computed anew.
        corrections.ShouldNotContain(line => line.PriceKey == "tokens");
        corrections.Select(line => FocusTests.Row(line)["ChargeCategory"]).ShouldContain("Tax");
    }

    [Fact]
    public void Corrections_OfWhatIsTheSame_AreNone()
    {
        var day = First.AddDays(4);

        FocusDay.Corrections(Rows(day, Use()[day], Entries), Rows(day, [.. Use()[day].Select(line => line with { Revision = 7 })], Entries), new DateOnly(2026, 12, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Filter_OfAService_HasItsUseAndItsChargesOnly()
    {
        var lines = Month().Where(line => line.IsIn(new CostFilter { Service = "beta" })).ToArray();

        lines.ShouldAllBe(line => line.Service == "beta");
        lines.ShouldContain(line => line.Charge == FocusCharge.Credit);
        Month().Where(line => line.IsIn(new CostFilter { Category = "compute" })).ShouldAllBe(line => line.Category == "compute");
    }

    private static bool Checked(Dictionary<string, string?> row)
    {
        FocusSpec.Check(row);
        return true;
    }

    private static FocusLine[] Month() => [.. Use().SelectMany(day => Rows(day.Key, day.Value, Entries))];

    private static IReadOnlyList<FocusLine> Rows(DateOnly day, IReadOnlyList<FocusLine> lines, IReadOnlyList<LedgerEntry> entries)
        => FocusDay.Of(day, lines, entries, key => key == "gpu" ? "hour" : key.Length == 0 ? "USD" : "1000 tokens", service => "Service " + service);

    // Days with more than is committed, with less, and with nothing.
    private static Dictionary<DateOnly, FocusLine[]> Use()
    {
        var random = new Random(3);
        return Enumerable.Range(0, 30).Select(First.AddDays).ToDictionary(day => day, day => day.Day % 7 == 0 ? [] : new[]
        {
            Line("alpha", day, "gpu", "hour", Math.Round((decimal)random.NextDouble() * 20, 12), 3.5m), Line("beta", day, "gpu", "hour", Math.Round((decimal)random.NextDouble() * 20, 12), 3.5m),
            Line("beta", day, "tokens", "1000 tokens", Math.Round((decimal)random.NextDouble() * 900, 12), 0.003m),
        });
    }

    private static FocusLine Line(string service, DateOnly day, string key, string unit, decimal amount, decimal price) => new(
        service, "Service " + service, "red", "RunPod", day, key == "gpu" ? "compute" : "services", key, key == "gpu" ? null : "big", null, null, key, amount, unit, key, price, new DateOnly(2026, 1, 1), null,
        Math.Round(amount * price, 12), "exact", 1, "x");
}
