namespace OpsPortal.Domain;

/// <summary>Durations as PromQL writes them.</summary>
public static class PromDuration
{
    /// <summary>Whole seconds, at least one, in the largest unit that divides them: <c>5m</c>, <c>90s</c>, <c>1d</c>.</summary>
    public static string From(TimeSpan span)
    {
        var seconds = Math.Max(1, (long)span.TotalSeconds);
        return seconds % 86400 == 0 ? $"{seconds / 86400}d" : seconds % 3600 == 0 ? $"{seconds / 3600}h" : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";
    }
}
