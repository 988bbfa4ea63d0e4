using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Lines around an instant, read by pages to both sides of it, the nearest first, until there are no more or enough.</summary>
/// <param name="Lines">Oldest first.</param>
/// <param name="IsWhole">False when there are more, or nobody knows.</param>
internal sealed record NearestLines(IReadOnlyList<LogEntry> Lines, bool IsWhole)
{
    /// <param name="page">One page of [start, end), backwards or not.</param>
    /// <param name="from">Nanoseconds since 1970, inclusive; <paramref name="to"/> is exclusive.</param>
    /// <param name="enough">No further page is asked for when so many lines were read.</param>
    /// <returns>A failure only when nothing was read at all.</returns>
    public static async Task<Outcome<NearestLines>> ReadAsync(Func<long, long, bool, Task<Outcome<LogPage>>> page, long from, long instant, long to, int enough)
    {
        var lines = new List<LogEntry>();
        // How far each side is read; null: to its end.
        long? back = instant > from ? instant : null, on = instant < to ? instant : null;
        var isCut = false;
        while ((back ?? on) is not null && lines.Count < enough)
        {
            var backward = on is null || instant - back <= on - instant;
            var read = backward ? await page(from, back!.Value, true) : await page(on!.Value, to, false);
            if (!read.IsOk && lines.Count == 0)
                return read.Map<NearestLines>(_ => null!);
            isCut |= !read.IsOk || read.Value!.IsCut;
            if (!read.IsOk)
                break;
            lines.AddRange(read.Value!.Entries);
            if (backward)
                back = read.Value.Next > from ? read.Value.Next : null;
            else
                on = read.Value.Next < to ? read.Value.Next : null;
        }
        return Outcome<NearestLines>.Ok(new NearestLines([.. lines.OrderBy(line => line.Time)], back is null && on is null && !isCut), default);
    }
}
