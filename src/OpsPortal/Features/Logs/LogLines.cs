using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>Lines that are shown, page by page.</summary>
/// <param name="Entries">In the order of the search.</param>
/// <param name="MayHaveMore">The last page was full, so there may be lines beyond it.</param>
public sealed record LogLines(IReadOnlyList<LogEntry> Entries, bool MayHaveMore)
{
    public static LogLines FirstPage(IReadOnlyList<LogEntry> entries, int limit) => new(entries, entries.Count >= limit);

    /// <summary>No more pages fit in a viewer's hands, or in the server's memory.</summary>
    public bool IsFull => Entries.Count >= LogSearch.MostLines;

    /// <summary>
    /// The range of the page that follows. It begins with the last line's instant, of which not all lines may be here;
    /// <see cref="Append"/> leaves out those that are.
    /// </summary>
    /// <param name="start">Of the search, inclusive, nanoseconds.</param>
    /// <param name="end">Of the search, exclusive, nanoseconds.</param>
    public (long Start, long End) Next(long start, long end, bool oldestFirst)
        => Entries.Count == 0 ? (start, end) : oldestFirst ? (Entries[^1].Time, end) : (start, Entries[^1].Time + 1);

    /// <summary>Adds a page that was asked for by <see cref="Next"/>.</summary>
    public LogLines Append(IReadOnlyList<LogEntry> page, int limit)
    {
        if (Entries.Count == 0)
            return FirstPage(page, limit);
        var edge = Entries[^1].Time;
        // Equal lines of one stream and instant are one line to Loki, so a set tells them apart.
        var known = Entries.Reverse().TakeWhile(entry => entry.Time == edge).Select(entry => (entry.Stream, entry.Line)).ToHashSet();
        LogEntry[] fresh = [.. page.Where(entry => entry.Time != edge || !known.Contains((entry.Stream, entry.Line)))];
        // A page of nothing new can't lead on: more lines share one instant than a page holds.
        return new LogLines([.. Entries, .. fresh.Take(LogSearch.MostLines - Entries.Count)], page.Count >= limit && fresh.Length > 0);
    }
}
