using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>When a month's report is sent: on a day of the month after it, by the clocks of a time zone.</summary>
/// <param name="Day">1 to 28, so that every month has it.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="TimeZone">A name of the IANA database: Europe/Berlin.</param>
public sealed record ReportSchedule(int Day, int Hour, string TimeZone)
{
    public const int LastDay = 28;

    /// <summary>What holds while nobody set another.</summary>
    public static ReportSchedule Default { get; } = new(1, 6, "UTC");

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public string? Problem => Day is < 1 or > LastDay ? $"The day must be from 1 to {LastDay}: not every month has a later one."
        : Hour is < 0 or > 23 ? "The hour must be from 0 to 23."
        : TimeZone.Length > 100 || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _) ? $"\"{TimeZone}\" is no time zone: write it like Europe/Berlin." : null;

    /// <summary>"on day 3 at 07:00 Europe/Berlin".</summary>
    public string Words => $"on day {Day} of the month after, at {Hour:00}:00 {TimeZone}";

    /// <summary>The instant from which on a month's report is sent. A time that clocks skip is the first after it.</summary>
    /// <param name="month">A whole month.</param>
    public DateTimeOffset DueOf(DaySpan month)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var wall = month.To.AddDays(Day).ToDateTime(new TimeOnly(Hour, 0));
        while (zone.IsInvalidTime(wall))
            wall = wall.AddMinutes(15);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(wall, zone), TimeSpan.Zero);
    }

    /// <summary>The newest month whose report is due.</summary>
    public DaySpan NewestDue(DateTimeOffset now)
    {
        var last = DaySpan.Month(UtcSpan.DayOf(now)).Shifted(-1);
        return DueOf(last) <= now ? last : last.Shifted(-1);
    }
}
