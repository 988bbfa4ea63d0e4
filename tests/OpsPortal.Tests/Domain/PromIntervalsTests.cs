using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain;

public sealed class PromIntervalsTests
{
    [Theory]
    [InlineData(3600, 1000, 0, "5s")]
    [InlineData(3600, 1000, 15, "15s")]
    [InlineData(21600, 700, 15, "30s")]
    [InlineData(86400, 1400, 0, "1m")]
    [InlineData(604800, 800, 0, "15m")]
    [InlineData(2592000, 700, 0, "1h")]
    [InlineData(300, 1500, 0, "200ms")]
    [InlineData(31536000, 100, 0, "1d")]
    public void Interval_RangeAndWidth_IsANiceNumber(int range, int points, int least, string expected)
        => PromIntervals.Text(PromIntervals.Interval(TimeSpan.FromSeconds(range), points, TimeSpan.FromSeconds(least))).ShouldBe(expected);

    [Theory]
    [InlineData(15, 15, "1m")]
    [InlineData(60, 15, "75s")]
    [InlineData(300, 60, "6m")]
    [InlineData(5, 0, "1m")]
    public void RateInterval_IsIntervalAndAScrapeOrFourScrapes(int interval, int scrape, string expected)
        => PromIntervals.Text(PromIntervals.RateInterval(TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(scrape))).ShouldBe(expected);

    [Theory]
    [InlineData(1, 5000)]
    [InlineData(3600, 20_000)]
    [InlineData(86400 * 30, 1_000_000)]
    [InlineData(86400 * 365 * 20, 500)]
    public void Step_AnyRange_IsWholeSecondsAndBelowPrometheusLimit(long range, int points)
    {
        var step = PromIntervals.Step(TimeSpan.FromSeconds(range), points, TimeSpan.Zero).TotalSeconds;

        step.ShouldBe(Math.Truncate(step));
        step.ShouldBeGreaterThanOrEqualTo(1);
        (range / step + 1).ShouldBeLessThanOrEqualTo(11_001);
    }

    [Fact]
    public void Range_IsWholeSecondsAndMilliseconds()
    {
        var range = TimeSpan.FromSeconds(3600.6);

        (PromIntervals.Range(range), PromIntervals.RangeSeconds(range), PromIntervals.RangeMilliseconds(range)).ShouldBe(("3601s", "3601", "3600600"));
    }

    [Theory]
    [InlineData("15s", 15)]
    [InlineData("1h30m", 5400)]
    [InlineData("500ms", 0.5)]
    [InlineData("15", 15)]
    [InlineData("1w", 604800)]
    public void Duration_AsPromqlWritesIt_IsRead(string text, double seconds)
    {
        PromDuration.TryParse(text, out var span).ShouldBeTrue();
        span.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("1x")]
    [InlineData("-5m")]
    [InlineData("99999999999999y")]
    public void Duration_Else_IsRefused(string text) => PromDuration.TryParse(text, out _).ShouldBeFalse();
}
