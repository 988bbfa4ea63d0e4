using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class ForecastQualityTests
{
    private static readonly DateOnly First = new(2026, 10, 5);

    [Fact]
    public void Of_TheSameEachWeek_IsNeverOff()
    {
        var quality = ForecastQuality.Of(Days(28, day => day.DayOfWeek == DayOfWeek.Sunday ? 2 : 10))!;

        (quality.Weeks, quality.MeanError, quality.WorstError).ShouldBe((15, 0m, 0m));
    }

    [Fact]
    public void Of_CostThatDoubles_IsOffByHalfAtFirst()
    {
        var quality = ForecastQuality.Of(Days(14, day => day < First.AddDays(7) ? 10 : 20))!;

        (quality.Weeks, quality.MeanError).ShouldBe((1, 0.5m));
    }

    [Fact]
    public void Of_TooFewDaysOrHoles_IsUnknown()
    {
        ForecastQuality.Of(Days(13, _ => 10)).ShouldBeNull();
        ForecastQuality.Of(Days(14, _ => 10).Where(day => day.Key != First.AddDays(10)).ToDictionary()).ShouldBeNull();
    }

    private static Dictionary<DateOnly, decimal> Days(int count, Func<DateOnly, decimal> cost) => Enumerable.Range(0, count).Select(First.AddDays).ToDictionary(day => day, cost);
}
