using OpsPortal.Domain.Counters;

namespace OpsPortal.Tests.Domain.Counters;

public sealed class GaugeAverageTests
{
    private static readonly UtcSpan Day = UtcSpan.Day(new DateOnly(2026, 11, 3));

    [Fact]
    public void Finish_HeldAllDay_IsTheValue() => Average(100, (21_600, 100), (43_200, 100), (64_800, 100), (86_400, 100)).ShouldBe(100);

    [Fact]
    public void Finish_DoublesAtNoon_IsWeightedByTime() => Average(100, (43_200, 200), (86_400, 200)).ShouldBe(150);

    [Fact]
    public void Finish_UnevenSamples_AreNotAPlainMean()
        => Average(0, (21_600, 40), (21_660, 40), (21_720, 40), (86_400, 0)).ShouldBe(30);

    [Fact]
    public void Finish_BornAtNoon_CountsNothingBefore()
    {
        var average = new GaugeAverage(Day, null);
        double[] times = [.. Enumerable.Range(720, 721).Select(minute => Day.StartSeconds + minute * 60)];
        foreach (var time in times)
            average.Add(time, 10);

        average.HasBase.ShouldBeFalse();
        average.Finish(Coverage.Of(Day, times)).ShouldBe(5);
    }

    [Fact]
    public void Finish_GoneAtNoon_HoldsForOneInterval()
    {
        var average = new GaugeAverage(Day, 10);
        double[] times = [.. Enumerable.Range(1, 719).Select(minute => Day.StartSeconds + minute * 60)];
        foreach (var time in times)
            average.Add(time, 10);

        average.Finish(Coverage.Of(Day, times)).ShouldBe(5);
    }

    private static decimal Average(double before, params (int At, double Value)[] samples)
    {
        var average = new GaugeAverage(Day, before);
        foreach (var (at, value) in samples)
            average.Add(Day.StartSeconds + at, value);
        return average.Finish(new Coverage(0, 0, 0, 60));
    }
}
