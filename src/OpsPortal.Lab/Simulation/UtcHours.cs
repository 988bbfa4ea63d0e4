namespace OpsPortal.Lab.Simulation;

/// <summary>Times of a UTC day and week from seconds since 1970, without a calendar.</summary>
public static class UtcHours
{
    public const int DaySeconds = 86_400;

    /// <summary>Hour of the UTC day, 0..24.</summary>
    public static double Hour(double at) => at % DaySeconds / 3600;

    /// <summary>Start of the UTC day.</summary>
    public static long Day(long at) => at - (at % DaySeconds);

    // 1970-01-01 was a Thursday.
    public static bool IsWeekend(double at) => ((long)(at / DaySeconds) + 4) % 7 is 0 or 6;

    /// <summary>Whether an instant lies in a daily window of whole hours, another one at weekends.</summary>
    public static bool InWindow(double at, (int From, int Until) weekday, (int From, int Until) weekend)
    {
        var (from, until) = IsWeekend(at) ? weekend : weekday;
        var hour = Hour(at);
        return hour >= from && hour < until;
    }
}
