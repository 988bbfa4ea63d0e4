using OpsPortal.Domain;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogBarsTests
{
    [Fact]
    public void From_SeriesWithGaps_FillsEveryStep()
    {
        var bars = LogBars.From(
            [
                new Series(new LabelSet([new("detected_level", "error")]), [120, 240], [3, 1]),
                new Series(new LabelSet([new("detected_level", "critical")]), [120], [2]),
                new Series(LabelSet.Empty, [180], [4]),
            ],
            start: 120, end: 240, TimeSpan.FromMinutes(1), "q");

        bars.Bars.Select(bar => bar.Total).ShouldBe([5, 4, 1]);
        bars.Bars[0].From.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(60));
        bars.Bars[0].To.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(120));
        bars.TotalOf(LogLevels.Of("error")).ShouldBe(4);
        bars.TotalOf(LogLevels.Of("fatal")).ShouldBe(2);
        bars.TotalOf(LogLevels.Unknown).ShouldBe(4);
        (bars.Highest, bars.Total).ShouldBe((5, 10));
    }

    [Theory]
    [InlineData(60, 60, 1)]
    [InlineData(3600, 60, 60)]
    [InlineData(3601, 60, 120)]
    [InlineData(86_400, 60, 1800)]
    [InlineData(30 * 86_400, 60, 43_200)]
    [InlineData(400L * 86_400, 60, 604_800)]
    public void StepFor_AnyRange_IsOneThatPeopleRead(long range, int most, int step)
        => LogSteps.For(TimeSpan.FromSeconds(range), most).TotalSeconds.ShouldBe(step);

    [Theory]
    [InlineData(1, "second")]
    [InlineData(60, "minute")]
    [InlineData(1800, "30 minutes")]
    [InlineData(3600, "hour")]
    [InlineData(86_400, "day")]
    public void Words_Step_IsSaidInItsUnit(int seconds, string words) => LogSteps.Words(TimeSpan.FromSeconds(seconds)).ShouldBe(words);
}
