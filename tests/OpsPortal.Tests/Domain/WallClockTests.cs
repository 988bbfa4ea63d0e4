using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain;

public sealed class WallClockTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01T09:00", "2026-07-01T07:00Z")]
    // Skipped: clocks go from 02:00 to 03:00.
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59Z")]
    // Twice: the first of the two.
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z")]
    [InlineData("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00Z")]
    // Half an hour: from 02:00 to 02:30, and from 02:00 back to 01:30.
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T02:00", "2026-04-04T15:30Z")]
    // A day that there never was.
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00Z")]
    [InlineData("UTC", "2026-03-29T02:30", "2026-03-29T02:30Z")]
    public void First_NightsOfChange_AreWhatTheWallShows(string zone, string wall, string utc)
        => WallClock.Of(zone).First(DateTime.Parse(wall)).ShouldBe(DateTimeOffset.Parse(utc));

    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01T09:00", "2026-07-01T07:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T12:00", "2026-03-29T10:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T12:00", "2026-03-28T11:00Z")]
    // Skipped: as if clocks had not been changed.
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z")]
    // Twice: the second of the two.
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T01:30Z")]
    [InlineData("UTC", "2026-03-29T02:30", "2026-03-29T02:30Z")]
    public void Last_NightsOfChange_AreTheLaterReading(string zone, string wall, string utc)
        => WallClock.Of(zone).Last(DateTime.Parse(wall)).ShouldBe(DateTimeOffset.Parse(utc));

    [Fact]
    public void All_ClocksPutBack_TwoInstantsElseOneOrNone()
    {
        var clock = WallClock.Of("Europe/Berlin");

        clock.All(new DateTime(2026, 10, 25, 2, 30, 0)).Count().ShouldBe(2);
        clock.All(new DateTime(2026, 3, 29, 2, 30, 0)).ShouldBeEmpty();
        clock.All(new DateTime(2026, 6, 1, 2, 30, 0)).Count().ShouldBe(1);
    }

    [Fact]
    public void Changes_Year_AreTheTwoNights()
        => WallClock.Of("Australia/Lord_Howe").Changes(DateTimeOffset.Parse("2026-01-01Z"), DateTimeOffset.Parse("2027-01-01Z"))
            .ShouldBe([DateTimeOffset.Parse("2026-04-04T15:00Z"), DateTimeOffset.Parse("2026-10-03T15:30Z")]);
}
