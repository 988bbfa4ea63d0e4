using Bunit;
using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Ledger;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.WhatIf;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Costs.Pages;

/// <summary>Parts of the cost pages, drawn from figures.</summary>
public sealed class CostPartsTests : UiTestBase
{
    private static readonly ServiceCatalog Catalog = new([]);
    private static readonly DateOnly Day = new(2026, 11, 7);

    [Fact]
    public void Charges_OfACommitmentAndACredit_SumUpToTheNet()
    {
        var entry = new LedgerEntry(7, LedgerKind.Commitment, "RunPod", "Reserved", null, Day, Day, 150, "USD", 1, "gpu", 8, Now, "anna", "x");
        var credit = entry with { Id = 8, Kind = LedgerKind.Credit, Description = "Sorry", PriceKey = null, PerDay = null, Amount = -20 };

        var table = Render<ChargesTable>(parameters => parameters.Add(one => one.Computed, 300m).Add(one => one.Currency, "USD").Add(one => one.Catalog, Catalog)
            .Add(one => one.Summary, new LedgerSummary([new LedgerLine(entry, 150, 240, 240, 5), new LedgerLine(credit, -20, 0, 0, 0)])));

        table.Find("[data-testid=net]").GetAttribute("data-raw").ShouldBe("190");
        table.Find("[data-testid=charge-7]").TextContent.ShouldSatisfyAllConditions(text => text.ShouldContain("240 × gpu, $240.00"), text => text.ShouldContain("$5.00"), text => text.ShouldContain("−$90.00"));
        table.Find("[data-testid=charge-8]").TextContent.ShouldContain("−$20.00");
    }

    [Fact]
    public void Blended_WhereEnergyIsKnown_ShowsJoulesAndTheirPrice()
    {
        var book = new PriceBook("USD", [new PriceItem("energy.kwh", "kWh", null, [new PriceEntry(Day, 0.36m)])]);
        var energy = BlendedReader.Use([(Day, 3_600_000m, 400_000m), (Day.AddDays(1), 7_200_000m, 1_600_000m)], book);
        var known = new BlendedCost("a", 10, 0, 5, 0, 2_000_000, null) { Energy = energy };

        energy.ShouldBe(new EnergyUse(10_800_000, 2_000_000, 1.08m));
        var table = Blended([known, new BlendedCost("b", 10, 0, 5, 0, 2_000_000, null)]);
        table.Find("[data-testid=joules-a]").TextContent.ShouldBe("5,400,000");
        table.Find("[data-testid=tokens-per-joule-a]").TextContent.ShouldBe("0.1852");
        table.FindAll("[data-testid=joules-b]").ShouldBeEmpty("its energy is not known");
        table.Markup.ShouldContain("$0.54");
        // The day before the price began has none.
        Blended([known with { Energy = BlendedReader.Use([(Day.AddDays(-1), 1, 1), (Day, 1, 1)], book) }]).Markup.ShouldContain("no price of energy");
    }

    [Fact]
    public void Blended_WhereNoEnergyIsKnown_HasNoSuchColumn() => Blended([new BlendedCost("b", 10, 0, 5, 0, 2_000_000, null)]).Markup.ShouldNotContain("Joules");

    [Theory]
    [InlineData(1.5, "would be enough on each of 2 days: at most 15 GPU hours of work in 24 held, on 2026-11-07")]
    [InlineData(3, "would not be enough on 1 of 2 days: 30 GPU hours of work in 24 held, on 2026-11-07, which is the work of 2 GPUs")]
    public void WhatIf_TimesTheTraffic_SaysWhetherHeldGpusAreEnough(double times, string words)
    {
        WhatIfLine[] lines = [Line(Day, 10, "busy"), Line(Day, 14, "idle"), Line(Day.AddDays(1), 2, "busy"), Line(Day.AddDays(1), 22, "idle")];

        Result(lines, Scenario.Nothing with { Traffic = new Dictionary<string, decimal> { ["s"] = (decimal)times } }).Find("[data-testid=capacity]").TextContent.ShouldContain(words);
    }

    [Fact]
    public void WhatIf_HoursThatAreNotToldApart_SaysThatItIsNotKnown()
        => Result([Line(Day, 24, null)], Scenario.Nothing with { Traffic = new Dictionary<string, decimal> { ["*"] = 2 } }).Find("[data-testid=capacity]").TextContent.ShouldContain("what of their hours is work isn't measured");

    [Fact]
    public void WhatIf_SecondsHeldByTheHour_AreLaidOnTheGpus()
    {
        WhatIfLine[] lines = [Line(Day, 90_000, null) with { Unit = "second", PriceKey = "gpu.H200.second" }];

        Result(lines, Scenario.Nothing with { Deployments = [new DeploymentMove("s", DeploymentKind.Timed, 1)] }).Find("[data-testid=capacity]").TextContent.ShouldContain("25 GPU hours of work in 24 held");
        Result(lines, Scenario.Nothing with { Deployments = [new DeploymentMove("s", DeploymentKind.Timed, 2)] }).Find("[data-testid=capacity]").TextContent.ShouldContain("would be enough");
    }

    [Fact]
    public void WhatIf_NoMoreIsAsked_SaysNothingOfCapacity() => CapacityCheck.Of([Line(Day, 24, "busy")], Scenario.Nothing).ShouldBeEmpty();

    private IRenderedComponent<BlendedCosts> Blended(IReadOnlyList<BlendedCost> costs)
        => Render<BlendedCosts>(parameters => parameters.Add(one => one.Costs, costs).Add(one => one.Currency, "USD").Add(one => one.Catalog, Catalog));

    private IRenderedComponent<WhatIfResult> Result(IReadOnlyList<WhatIfLine> lines, Scenario scenario)
        => Render<WhatIfResult>(parameters => parameters.Add(one => one.Currency, "USD").Add(one => one.Catalog, Catalog)
            .Add(one => one.Report, new WhatIfReport(lines.Select(line => new WhatIfPair(line, line)).ToArray(), new PriceBook("USD", [])) { Capacity = CapacityCheck.Of(lines, scenario) }));

    private static WhatIfLine Line(DateOnly day, decimal amount, string? usage) => new("s", day, "compute", "GPU", null, null, usage, "gpu.H200.hourly", "hour", 3.5m, amount, null, null, amount * 3.5m);
}
