using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class PriceBookTests
{
    private static readonly PriceBook Book = new("USD",
    [
        new PriceItem("gpu", "hour", null, [new(new DateOnly(2026, 1, 1), 2m), new(new DateOnly(2026, 6, 1), 3m)]),
        new PriceItem("plan", "month", null, [new(new DateOnly(2026, 1, 1), 57m)]),
    ]);

    [Theory]
    [InlineData("2025-12-31", null)]
    [InlineData("2026-01-01", 2.0)]
    [InlineData("2026-05-31", 2.0)]
    [InlineData("2026-06-01", 3.0)]
    public void Find_ByDay_TakesTheEntryThatHoldsThen(string day, double? price)
        => (Book.Find("gpu", DateOnly.Parse(day))?.Entry.Price).ShouldBe((decimal?)price);

    [Fact]
    public void Find_UnknownKeyOrBeforeTheFirstEntry_IsNull()
    {
        Book.Find("other", new DateOnly(2026, 6, 1)).ShouldBeNull();
        Book.Find("gpu", new DateOnly(2025, 12, 31)).ShouldBeNull();
    }

    [Theory]
    [InlineData(2026, 2)]
    [InlineData(2028, 2)]
    [InlineData(2026, 11)]
    [InlineData(2026, 12)]
    public void Cost_OfAMonthlyPlan_SumsToThePriceOverTheMonth(int year, int month)
    {
        var days = Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(day => new DateOnly(year, month, day));

        var sum = days.Sum(day => Book.Find("plan", day)!.Cost(1, day));

        Math.Round(sum, 12).ShouldBe(57m);
    }

    [Fact]
    public void Cost_Zero_IsAPrice()
        => new PriceOnDay(new PriceItem("free", "GB", null, []), new PriceEntry(new DateOnly(2026, 1, 1), 0)).Cost(5, new DateOnly(2026, 1, 1)).ShouldBe(0);
}
