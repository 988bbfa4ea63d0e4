namespace OpsPortal.Features.Logs.Patterns;

/// <summary>How many lines of a shape there were, and since when.</summary>
/// <param name="Counts">By five minutes, oldest first; what had none is left out.</param>
/// <param name="AlertSince">Since when an alert about it fires; null when none does.</param>
internal sealed record PatternHistory(
    long Id, string Service, string Shape, string Example, string Level, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Total, DateTimeOffset? AlertSince, IReadOnlyList<(DateTimeOffset At, long Count)> Counts)
{
    /// <summary>The log store that its lines are in.</summary>
    public string Store { get; init; } = LogQl.Store;
}

/// <summary>What is worth waking somebody for. Pure.</summary>
internal static class PatternJudge
{
    public static readonly TimeSpan Bucket = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Before = TimeSpan.FromHours(24);
    private const int Times = 10;

    /// <summary>First seen in the last hour, or since the deployment, and not there when reading began.</summary>
    public static bool IsNew(PatternHistory pattern, DateTimeOffset now, DateTimeOffset began, DateTimeOffset? deployed)
        => pattern.FirstSeen > began + Fresh && (pattern.FirstSeen > now - Fresh || pattern.FirstSeen >= deployed);

    /// <summary>Ten times as many lines in ten minutes as in the mean ten minutes of the day before, and at least <paramref name="least"/>.</summary>
    public static bool IsExploding(PatternHistory pattern, DateTimeOffset now, int least)
    {
        var late = Sum(pattern, now - Window, now);
        var mean = Sum(pattern, now - Window - Before, now - Window) / (Before / Window);
        return late >= least && late >= Times * Math.Max(mean, 0.1) && pattern.FirstSeen < now - Fresh;
    }

    /// <summary>Whether an alert about it should fire now: new or exploding with enough lines. One that fires goes on while lines come.</summary>
    public static bool ShouldFire(PatternHistory pattern, DateTimeOffset now, DateTimeOffset began, DateTimeOffset? deployed, int least)
        => pattern.AlertSince is not null
            ? pattern.LastSeen > now - Window
            : (IsNew(pattern, now, began, deployed) && Sum(pattern, now - Window, now) >= least) || IsExploding(pattern, now, least);

    public static long Sum(PatternHistory pattern, DateTimeOffset from, DateTimeOffset to)
        => pattern.Counts.Where(one => one.At + Bucket > from && one.At < to).Sum(one => one.Count);
}
