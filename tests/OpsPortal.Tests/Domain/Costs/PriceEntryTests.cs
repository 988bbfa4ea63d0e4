using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class PriceEntryTests
{
    private static readonly DateOnly Day = new(2026, 11, 3);
    private static readonly PriceBook Catalog = new("USD",
    [
        new PriceItem("gpu.H200.hourly", "hour", null, [new(new DateOnly(2026, 1, 1), 2m), new(Day, 3m) { At = new TimeOnly(18, 0) }]),
        new PriceItem("egress", "GB", null, [new(new DateOnly(2026, 1, 1), 0m) { Steps = [new(100, 0.08m), new(1_000, 0.05m)] }]),
        new PriceItem("plan", "month", null, [new(new DateOnly(2026, 1, 1), 57m)]) { Currency = "EUR" },
        new PriceItem("fx.EUR", "EUR", null, [new(Day, 1.1m)]),
    ]);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(17, 2)]
    [InlineData(18, 3)]
    public void Find_WithinTheDay_TakesWhatHoldsAtThatInstant(int hour, decimal price)
        => Catalog.Find("gpu.H200.hourly", UtcSpan.StartOf(Day).AddHours(hour))!.UnitPrice.ShouldBe(price);

    [Fact]
    public void ChangesWithin_ADriversTemplate_AreThoseInsideTheSpan()
    {
        Catalog.ChangesWithin("gpu.${gpu_type}.hourly", UtcSpan.Day(Day)).ShouldBe([UtcSpan.StartOf(Day).AddHours(18)]);
        Catalog.ChangesWithin("gpu.${gpu_type}.hourly", UtcSpan.Day(Day.AddDays(1))).ShouldBeEmpty();
        Catalog.ChangesWithin("gpu.${gpu_type}.second", UtcSpan.Day(Day)).ShouldBeEmpty();
        // A price that begins with the day changes nothing inside it.
        Catalog.ChangesWithin("plan", UtcSpan.Day(Day)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 50, 0)]
    [InlineData(0, 100, 0)]
    [InlineData(90, 20, 0.8)]
    [InlineData(100, 10, 0.8)]
    [InlineData(0, 1_100, 77)]
    [InlineData(990, 20, 1.3)]
    public void Cost_FreeTierAndSteps_CountFromTheMonthsUse(decimal before, decimal amount, decimal cost)
        => Catalog.Find("egress", Day)!.Cost(amount, Day, before).ShouldBe(cost);

    [Fact]
    public void Cost_OfStepsDayByDay_IsThatOfTheMonthAtOnce()
    {
        var price = Catalog.Find("egress", Day)!;
        decimal[] days = [37.5m, 0m, 61.25m, 1.5m, 900m, 333.333333333333m];
        var (used, sum) = (0m, 0m);
        foreach (var amount in days)
        {
            sum += price.Cost(amount, Day, used);
            used += amount;
        }

        sum.ShouldBe(price.Cost(days.Sum(), Day));
    }

    [Fact]
    public void Find_ForeignPrice_NeedsTheDaysRate()
    {
        Catalog.Find("plan", Day)!.UnitPrice.ShouldBe(62.7m);
        Catalog.Find("plan", Day)!.Cost(1, Day).ShouldBe(57m * 1.1m / 30);
        Catalog.Find("plan", Day.AddDays(-1)).ShouldBeNull();
    }

    [Fact]
    public void With_Edits_LeaveTheCatalogsBookAloneAndTheLaterOneCounts()
    {
        var edited = Catalog.With([Edit(1, "gpu.H200.hourly", Day.AddDays(1), 4m), Edit(2, "gpu.H200.hourly", Day.AddDays(1), 5m), Edit(3, "new.key", Day, 1m), Edit(4, "gpu.H200.hourly", Day.AddDays(9), null)]);

        edited.Find("gpu.H200.hourly", Day)!.UnitPrice.ShouldBe(2m);
        edited.Find("gpu.H200.hourly", Day.AddDays(1))!.UnitPrice.ShouldBe(5m);
        edited.Find("gpu.H200.hourly", Day.AddDays(9)).ShouldBeNull();
        edited.Find("new.key", Day)!.UnitPrice.ShouldBe(1m);
        Catalog.Find("gpu.H200.hourly", Day.AddDays(1))!.UnitPrice.ShouldBe(3m);
    }

    private static PriceEdit Edit(long id, string key, DateOnly from, decimal? price)
        => new(id, key, "hour", null, UtcSpan.StartOf(from), price, [], "", UtcSpan.StartOf(from), "anna", "test", null);
}
