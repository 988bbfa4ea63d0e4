namespace OpsPortal.Features.Logs;

/// <summary>Picks steps that a person reads easily.</summary>
internal static class LogSteps
{
    private static readonly int[] Seconds =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

    /// <summary>The smallest step that cuts the range into at most <paramref name="most"/> parts.</summary>
    public static TimeSpan For(TimeSpan range, int most)
        => TimeSpan.FromSeconds(Seconds.FirstOrDefault(step => range.TotalSeconds / step <= most, Seconds[^1]));

    /// <summary>"minute", "5 minutes", "hour": what one step is called.</summary>
    public static string Words(TimeSpan step)
    {
        var (count, unit) = step.TotalSeconds switch
        {
            >= 86_400 => (step.TotalDays, "day"),
            >= 3600 => (step.TotalHours, "hour"),
            >= 60 => (step.TotalMinutes, "minute"),
            _ => (step.TotalSeconds, "second"),
        };
        return count == 1 ? unit : $"{count:0} {unit}s";
    }
}
