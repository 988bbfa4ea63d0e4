using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Tailing;

/// <summary>
/// The lines of the last seconds, so that a tail that begins again a little earlier, in order to lose none, shows none twice.
/// Bounded: beyond <see cref="Most"/> lines the oldest are forgotten.
/// </summary>
internal sealed class SeenLines
{
    private const int Most = 50_000;
    private readonly HashSet<(long, int, int)> _known = [];
    private readonly Queue<(long Time, int, int)> _order = new();

    /// <summary>The newest line's nanosecond; 0 before the first.</summary>
    public long Newest { get; private set; }

    /// <returns>False when the very same line was here before.</returns>
    public bool Add(LogEntry entry)
    {
        // Loki itself takes equal lines of one stream and instant for one.
        var key = (entry.Time, entry.Stream.GetHashCode(), string.GetHashCode(entry.Line, StringComparison.Ordinal));
        if (!_known.Add(key))
            return false;
        _order.Enqueue(key);
        if (_order.Count > Most)
            _known.Remove(_order.Dequeue());
        Newest = Math.Max(Newest, entry.Time);
        return true;
    }
}
