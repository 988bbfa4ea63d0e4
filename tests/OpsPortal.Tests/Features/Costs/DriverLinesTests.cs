using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs;

namespace OpsPortal.Tests.Features.Costs;

public sealed class DriverLinesTests
{
    private static readonly DateOnly Day = new(2026, 11, 3);
    private static readonly PriceBook Book = new("USD",
    [
        new PriceItem("gpu.H200.hourly", "hour", null, [new(new DateOnly(2026, 1, 1), 3.5m)]),
        new PriceItem("store", "GB-month", null, [new(new DateOnly(2026, 1, 1), 0.03m)]),
        new PriceItem("plan", "month", null, [new(new DateOnly(2026, 1, 1), 60m)]),
    ]);

    private static readonly CostDriver Gpu = new("gpu", CostDriverKind.Counter, "x", "compute", "GPU ${gpu_type}", "gpu.${gpu_type}.hourly", 3600, null, "deployment_type");

    [Fact]
    public void Of_SeriesOfOneResource_AreOneLine()
    {
        var line = DriverLines.Of(Gpu, [Amount(3_600, "H200", "a"), Amount(1_800, "H200", "b", Quality.Partial, 12)], Book, Day, UtcSpan.Day(Day)).Single();

        (line.Resource, line.Amount, line.Cost, line.Unit, line.Deployment).ShouldBe(("GPU H200", 1.5m, 5.25m, "hour", "timed"));
        (line.Quality, line.MissingMinutes, line.PriceFrom).ShouldBe((Quality.Partial, 12m, new DateOnly(2026, 1, 1)));
    }

    [Fact]
    public void Of_ADriverThatIsForOneModel_SaysWhich()
        => DriverLines.Of(Gpu with { Model = "own" }, [Amount(3_600, "H200", "a")], Book, Day, UtcSpan.Day(Day)).Single().Model.ShouldBe("own");

    [Fact]
    public void Of_ResourceWithoutPrice_HasNoCost()
    {
        var line = DriverLines.Of(Gpu, [Amount(3_600, "B300", "a")], Book, Day, UtcSpan.Day(Day)).Single();

        (line.PriceKey, line.Cost, line.UnitPrice).ShouldBe(("gpu.B300.hourly", null, null));
        new DayCost("s", Day, [line], "").Cost.ShouldBeNull();
        new DayCost("s", Day, [line], "").NeedsPrice.ShouldBe(1);
    }

    [Fact]
    public void Of_SeriesThatDidNothing_IsNoLine()
        => DriverLines.Of(Gpu, [Amount(0, "H200", "a")], Book, Day, UtcSpan.Day(Day)).ShouldBeEmpty();

    [Fact]
    public void Of_HalfADay_PaysHalfOfThePrices()
    {
        var half = new UtcSpan(UtcSpan.StartOf(Day), UtcSpan.StartOf(Day).AddHours(12));
        var store = new CostDriver("store", CostDriverKind.Average, "x", "storage", "Store", "store", 1_000_000_000, null, null);
        var plan = new CostDriver("plan", CostDriverKind.Monthly, "", "services", "Plan", "plan", 1, null, null);

        DriverLines.Of(store, [Amount(200e9m, "", "a")], Book, Day, half).Single().Cost.ShouldBe(200m * 0.03m / 30 / 2);
        DriverLines.OfPlan(plan, Book, Day, half).Cost.ShouldBe(1m);
    }

    [Fact]
    public void Of_BusyCounter_TellsIdleTimeApartAndSumsToTheWhole()
    {
        var driver = Gpu with { Busy = "busy", Throttled = "held" };
        var part = new DriverPart(UtcSpan.Day(Day), [Amount(86_400, "H200", "a")], [Amount(36_000, "H200", "a")], [Amount(3_600, "H200", "a")]);

        var lines = DriverLines.Of(driver, [part], Book, Day).ToArray();

        lines.Select(line => (line.Usage, line.Amount, line.Cost)).ShouldBe([("busy", 9m, 31.5m), ("idle", 14m, 49m), ("throttled", 1m, 3.5m)]);
        lines.Sum(line => line.Cost).ShouldBe(24 * 3.5m);
    }

    [Fact]
    public void Of_BusyBeyondTheAllocated_IsAllBusy()
        => DriverLines.Of(Gpu with { Busy = "busy" }, [new DriverPart(UtcSpan.Day(Day), [Amount(3_600, "H200", "a")], [Amount(3_660, "H200", "a")])], Book, Day)
            .Select(line => (line.Usage, line.Amount)).ShouldBe([("busy", 1m)]);

    [Fact]
    public void Of_NoBusySeries_StaysOneLine()
        => DriverLines.Of(Gpu with { Busy = "busy" }, [new DriverPart(UtcSpan.Day(Day), [Amount(3_600, "H200", "a")], [])], Book, Day).Single().Usage.ShouldBeNull();

    [Fact]
    public void Of_PriceThatChangesWithinTheDay_IsTwoLines()
    {
        var noon = UtcSpan.StartOf(Day).AddHours(12);
        var book = new PriceBook("USD", [new PriceItem("gpu.H200.hourly", "hour", null, [new(new DateOnly(2026, 1, 1), 3m), new(Day, 4m) { At = new TimeOnly(12, 0) }])]);
        var parts = new[] { new DriverPart(new UtcSpan(UtcSpan.StartOf(Day), noon), [Amount(3_600, "H200", "a")]), new DriverPart(new UtcSpan(noon, noon.AddHours(12)), [Amount(7_200, "H200", "a")]) };

        DriverLines.Of(Gpu, parts, book, Day).Select(line => (line.Amount, line.UnitPrice, line.Cost, line.PricedAt)).ShouldBe([(1m, 3m, 3m, null), (2m, 4m, 8m, noon)]);
    }

    [Fact]
    public void Of_PartsAtOnePrice_AreOneLine()
    {
        var noon = UtcSpan.StartOf(Day).AddHours(12);
        var parts = new[] { new DriverPart(new UtcSpan(UtcSpan.StartOf(Day), noon), [Amount(3_600, "H200", "a")]), new DriverPart(new UtcSpan(noon, noon.AddHours(12)), [Amount(7_200, "H200", "a")]) };

        DriverLines.Of(Gpu, parts, Book, Day).Single().Amount.ShouldBe(3m);
    }

    private static SpanAmount Amount(decimal amount, string type, string instance, Quality quality = Quality.Exact, decimal missing = 0)
        => new(new LabelSet([new("gpu_type", type), new("instance", instance), new("deployment_type", "timed")]), amount, quality, missing, "");
}
