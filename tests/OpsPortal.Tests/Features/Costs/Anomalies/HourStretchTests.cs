using OpsPortal.Features.Costs.Anomalies;

namespace OpsPortal.Tests.Features.Costs.Anomalies;

public sealed class HourStretchTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(8);

    [Fact]
    public void Stretches_OddHoursInARow_AreOneAndNoneGoesOverMidnight()
    {
        var found = HourJob.Stretches(Hours((Start.AddDays(6).AddHours(22), 50), (Start.AddDays(6).AddHours(23), 60), (Start.AddDays(7), 70)), End).ToArray();

        found.Select(one => (one.Starts, one.Ends, one.Cost, one.Expected)).ShouldBe(
            [(Start.AddDays(6).AddHours(22), Start.AddDays(7), 110m, 20m), (Start.AddDays(7), Start.AddDays(7).AddHours(1), 70m, 10m)]);
        found[0].High.ShouldBe(25);
    }

    [Fact]
    public void Stretches_LessThanOneOfMoney_IsNotTold() => HourJob.Stretches([.. Hours((Start.AddDays(7), 50)).Select(hour => hour with { Cost = hour.Cost / 100 })], End).ShouldBeEmpty();

    /// <summary>While nothing was scraped the counter rose on: the hour after it holds what was counted in the hours before.</summary>
    [Fact]
    public void Series_AnHourWithMinutesMissingAndTheOneAfterIt_AreNotKnown()
    {
        var hours = Hours((Start.AddHours(5), 90)).Select(hour => hour.Hour == Start.AddHours(4) ? hour with { Cost = 0, MissingMinutes = 60 } : hour).ToArray();

        var series = CostHour.Series(hours, End);

        series.Length.ShouldBe(8 * 24);
        Enumerable.Range(0, series.Length).Where(hour => double.IsNaN(series[hour])).ShouldBe([4, 5]);
    }

    [Fact]
    public void Series_AnHourThatIsNotThereOrNeedsAPrice_IsNotKnown()
    {
        var hours = Hours().Where(hour => hour.Hour != Start.AddHours(10)).Select(hour => hour.Hour == Start.AddHours(20) ? hour with { NeedsPrice = 1 } : hour).ToArray();

        var series = CostHour.Series(hours, End);

        Enumerable.Range(0, series.Length).Where(hour => double.IsNaN(series[hour])).ShouldBe([10, 11, 20]);
        CostHour.Series([], End).ShouldBeEmpty();
    }

    [Fact]
    public void When_DaysAndHours_AreSaidInUtc()
    {
        Of(AnomalyKinds.Day, Start, Start.AddDays(1)).When.ShouldBe("2026-11-01");
        Of(AnomalyKinds.Hours, Start.AddHours(22), Start.AddDays(1)).When.ShouldBe("2026-11-01, 22:00 to 24:00 UTC");

        static CostAnomaly Of(string kind, DateTimeOffset starts, DateTimeOffset ends) => new("alpha", kind, starts, ends, 0, 1, 1, 0, 1, null, [], starts, null, null, null);
    }

    private static CostHour[] Hours(params (DateTimeOffset At, decimal Cost)[] odd)
        => [.. Enumerable.Range(0, 8 * 24).Select(index => Start.AddHours(index)).Select(at => new CostHour(at, odd.FirstOrDefault(one => one.At == at) is { Cost: > 0 } one ? one.Cost : 10, 0, 0))];
}
