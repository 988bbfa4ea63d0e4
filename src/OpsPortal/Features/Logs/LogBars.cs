using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>How many lines of each level there were, step by step.</summary>
/// <param name="Step">Width of a bar.</param>
/// <param name="Bars">From the first to the last step of the range, empty ones too.</param>
/// <param name="Query">The LogQL that it was asked with.</param>
public sealed record LogBars(TimeSpan Step, IReadOnlyList<LogBar> Bars, string Query)
{
    public long Highest => Bars.Count == 0 ? 0 : Bars.Max(bar => bar.Total);

    public long Total => Bars.Sum(bar => bar.Total);

    public long TotalOf(LogLevelKind level) => Bars.Sum(bar => bar[level]);

    /// <summary>Puts the series of a volume query into bars.</summary>
    /// <param name="start">First step's end, Unix seconds.</param>
    /// <param name="end">Last step's end, Unix seconds.</param>
    public static LogBars From(IReadOnlyList<Series> series, long start, long end, TimeSpan step, string query)
    {
        var seconds = (long)step.TotalSeconds;
        var counts = new long[((end - start) / seconds) + 1, LogLevels.All.Count];
        foreach (var one in series)
        {
            var level = LevelIndex(one.Labels["detected_level"]);
            for (var i = 0; i < one.Times.Length; i++)
            {
                var bar = ((long)one.Times[i] - start) / seconds;
                if (bar >= 0 && bar < counts.GetLength(0))
                    counts[bar, level] += (long)one.Values[i];
            }
        }
        return new LogBars(step, [.. Enumerable.Range(0, counts.GetLength(0)).Select(bar => new LogBar(
            DateTimeOffset.FromUnixTimeSeconds(start + ((bar - 1) * seconds)), step,
            [.. Enumerable.Range(0, LogLevels.All.Count).Select(level => counts[bar, level])]))], query);
    }

    private static int LevelIndex(string detected)
    {
        var kind = LogLevels.Of(detected);
        for (var i = 0; i < LogLevels.All.Count; i++)
        {
            if (LogLevels.All[i] == kind)
                return i;
        }
        return LogLevels.All.Count - 1;
    }
}

/// <summary>The lines of one step.</summary>
/// <param name="From">Exclusive.</param>
/// <param name="Counts">By position in <see cref="LogLevels.All"/>.</param>
public sealed record LogBar(DateTimeOffset From, TimeSpan Width, IReadOnlyList<long> Counts)
{
    public DateTimeOffset To => From + Width;

    public long Total => Counts.Sum();

    public long this[LogLevelKind level] => Counts[LogLevels.All.TakeWhile(one => one != level).Count()];
}
