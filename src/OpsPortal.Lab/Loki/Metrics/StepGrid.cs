namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>The instants that a metric query is evaluated at: one, or every step of a range.</summary>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="Step">Nanoseconds.</param>
internal sealed record StepGrid(long Start, long Step, int Count)
{
    public const long Millisecond = 1_000_000;

    public static StepGrid Instant(long time) => new(time, 1, 1);

    /// <summary>Start and end snapped outwards to the step, as Loki does.</summary>
    public static StepGrid Range(long start, long end, long step)
    {
        var first = start / step * step;
        var last = end % step == 0 ? end : (end / step * step) + step;
        return new StepGrid(first, step, checked((int)((last - first) / step)) + 1);
    }

    public long Last => At(Count - 1);

    public long At(int index) => Start + (index * Step);
}
