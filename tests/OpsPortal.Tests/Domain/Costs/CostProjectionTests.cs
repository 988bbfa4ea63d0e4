using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Domain.Costs;

public sealed class CostProjectionTests
{
    // A Tuesday; the month has 30 days.
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_TheSameEachDay_IsThatTimesTheDays()
    {
        var projection = CostProjection.Of(Days(28, _ => 10), 5, Noon)!;

        projection.Expected.ShouldBe(300);
        projection.Low.ShouldBe(300);
        projection.High.ShouldBe(300);
    }

    [Fact]
    public void Of_QuietWeekends_TakesTheSameWeekday()
    {
        var projection = CostProjection.Of(Days(28, day => Weekend(day) ? 2 : 10), 5, Noon)!;

        // November 2026 has 9 Saturdays and Sundays.
        projection.Expected.ShouldBe(21 * 10 + 9 * 2);
    }

    [Fact]
    public void Of_DaysDiffer_TellsCheapestAndDearest()
    {
        var projection = CostProjection.Of(Days(28, day => day < new DateOnly(2026, 10, 27) ? 8 : 12), 5, Noon)!;

        // Nine closed days of 12, five so far, half of today and 20 days left at 8, 10 or 12.
        projection.Low.ShouldBe(9 * 12 + 5 + 20.5m * 8);
        projection.Expected.ShouldBe(9 * 12 + 5 + 20.5m * 10);
        projection.High.ShouldBe(9 * 12 + 5 + 20.5m * 12);
    }

    [Fact]
    public void Of_OneClosedDay_StandsForAllWeekdays()
    {
        var projection = CostProjection.Of(Days(1, _ => 10), null, Noon)!;

        projection.Expected.ShouldBe(10 + 21 * 10);
        projection.Method.ShouldContain("1 closed days seen");
        projection.Method.ShouldContain("8 earlier days of this month have no figure");
    }

    [Fact]
    public void Of_NoClosedDay_IsUnknown() => CostProjection.Of(Days(0, _ => 10), 5, Noon).ShouldBeNull();

    [Fact]
    public void Of_OnlyDaysLongAgo_IsUnknown()
        => CostProjection.Of(new Dictionary<DateOnly, decimal> { [new DateOnly(2026, 9, 1)] = 10 }, 5, Noon).ShouldBeNull();

    private static bool Weekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static Dictionary<DateOnly, decimal> Days(int count, Func<DateOnly, decimal> cost)
        => Enumerable.Range(1, count).Select(back => new DateOnly(2026, 11, 10).AddDays(-back)).ToDictionary(day => day, cost);
}
