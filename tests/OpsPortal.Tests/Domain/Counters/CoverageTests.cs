using OpsPortal.Domain.Counters;

namespace OpsPortal.Tests.Domain.Counters;

public sealed class CoverageTests
{
    private static readonly UtcSpan Day = UtcSpan.Day(new DateOnly(2026, 11, 3));

    [Fact]
    public void Of_EveryScrapeThere_IsComplete() => Coverage.Of(Day, Times(0, 86_400, 15)).IsComplete.ShouldBeTrue();

    [Fact]
    public void Of_OneScrapeLost_IsComplete()
        => Coverage.Of(Day, [.. Times(0, 86_400, 15).Where((_, index) => index != 100)]).IsComplete.ShouldBeTrue();

    [Fact]
    public void Of_OutageInside_TellsItsMinutes()
    {
        var coverage = Coverage.Of(Day, [.. Times(0, 86_400, 15).Where(time => time - Day.StartSeconds is <= 3_600 or >= 7_200)]);

        coverage.InnerMinutes.ShouldBe(59.8m);
        coverage.MissingMinutes.ShouldBe(59.8m);
    }

    [Fact]
    public void Of_IntervalChangesFromFiveMinutesToFifteenSeconds_IsComplete()
        => Coverage.Of(Day, [.. Times(0, 43_200, 300), .. Times(43_200, 86_400, 15)]).IsComplete.ShouldBeTrue();

    [Fact]
    public void Of_BeginsAtNoonAndEndsAtSix_TellsBothEnds()
    {
        var coverage = Coverage.Of(Day, Times(43_200, 64_800, 60));

        coverage.LeadingMinutes.ShouldBe(720m);
        coverage.TrailingMinutes.ShouldBe(359m);
        coverage.Interval.ShouldBe(60);
    }

    [Fact]
    public void Of_NothingAtAll_IsTheWholeDay() => Coverage.Of(Day, []).MissingMinutes.ShouldBe(1440);

    [Fact]
    public void Of_OneSample_CountsTheRestByAMinute()
    {
        var coverage = Coverage.Of(Day, [Day.StartSeconds + 43_200]);

        coverage.LeadingMinutes.ShouldBe(719);
        coverage.TrailingMinutes.ShouldBe(719);
    }

    private static double[] Times(int from, int to, int step)
        => [.. Enumerable.Range(1, (to - from) / step).Select(index => Day.StartSeconds + from + index * step)];
}
