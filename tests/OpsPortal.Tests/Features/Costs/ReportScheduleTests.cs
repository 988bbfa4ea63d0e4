using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Report;

namespace OpsPortal.Tests.Features.Costs;

public sealed class ReportScheduleTests
{
    private static readonly DaySpan November = DaySpan.Month(new DateOnly(2026, 11, 1));

    [Theory]
    [InlineData(1, 6, "UTC", "2026-12-01T06:00:00Z")]
    [InlineData(3, 7, "Europe/Berlin", "2026-12-03T06:00:00Z")]
    [InlineData(1, 6, "Pacific/Auckland", "2026-11-30T17:00:00Z")]
    [InlineData(28, 23, "America/Los_Angeles", "2026-12-29T07:00:00Z")]
    public void DueOf_AMonth_IsThatHourOnTheZonesClocks(int day, int hour, string zone, string due)
        => new ReportSchedule(day, hour, zone).DueOf(November).ShouldBe(DateTimeOffset.Parse(due));

    [Fact]
    public void DueOf_AnHourThatClocksSkip_IsTheFirstAfterIt()
    {
        // In Berlin clocks go from 2 to 3 on 28 March 2027.
        new ReportSchedule(28, 2, "Europe/Berlin").DueOf(DaySpan.Month(new DateOnly(2027, 2, 1))).ShouldBe(new DateTimeOffset(2027, 3, 28, 1, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2026-12-03T05:59:59Z", "2026-10-01")]
    [InlineData("2026-12-03T06:00:00Z", "2026-11-01")]
    [InlineData("2026-12-31T23:00:00Z", "2026-11-01")]
    [InlineData("2027-01-01T00:00:00Z", "2026-11-01")]
    [InlineData("2027-01-03T06:00:00Z", "2026-12-01")]
    public void NewestDue_AtAnInstant_IsTheLastWhoseTimeCame(string now, string month)
        => new ReportSchedule(3, 7, "Europe/Berlin").NewestDue(DateTimeOffset.Parse(now)).ShouldBe(DaySpan.Month(DateOnly.Parse(month)));

    [Theory]
    [InlineData(0, 6, "UTC", "1 to 28")]
    [InlineData(29, 6, "UTC", "1 to 28")]
    [InlineData(1, 24, "UTC", "0 to 23")]
    [InlineData(1, 6, "Berlin", "no time zone")]
    [InlineData(1, 6, "", "no time zone")]
    public void Problem_OfWhatIsWrong_SaysIt(int day, int hour, string zone, string words) => new ReportSchedule(day, hour, zone).Problem!.ShouldContain(words);

    [Fact]
    public void Problem_OfTheDefault_IsNone() => ReportSchedule.Default.Problem.ShouldBeNull();
}
