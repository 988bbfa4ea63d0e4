using OpsPortal.Domain.Counters;

namespace OpsPortal.Tests.Domain.Counters;

public sealed class BirthsTests
{
    private static readonly UtcSpan Day = UtcSpan.Day(new DateOnly(2026, 11, 3));
    private static readonly double Noon = Day.StartSeconds + 43_200;

    [Fact]
    public void CountsWhole_TargetAnsweredBeforeWithoutTheSeries_Yes()
        => Births.CountsWhole(Day, Noon, new TargetEvidence([Noon - 15, Noon], [])).ShouldBeTrue();

    [Fact]
    public void CountsWhole_FirstScrapeOfTheTarget_No()
        => Births.CountsWhole(Day, Noon, new TargetEvidence([Noon, Noon + 15], [])).ShouldBeFalse();

    [Fact]
    public void CountsWhole_FirstScrapeOfAProcessThatStartedInTheSpan_Yes()
        => Births.CountsWhole(Day, Noon, new TargetEvidence([Noon], [(Noon, Noon - 5)])).ShouldBeTrue();

    [Fact]
    public void CountsWhole_FirstScrapeOfAProcessThatStartedBefore_No()
        => Births.CountsWhole(Day, Noon, new TargetEvidence([Noon], [(Noon, Day.StartSeconds - 1), (Noon + 60, Noon + 50)])).ShouldBeFalse();

    [Fact]
    public void CountsWhole_NothingKnown_No() => Births.CountsWhole(Day, Noon, TargetEvidence.None).ShouldBeFalse();
}
