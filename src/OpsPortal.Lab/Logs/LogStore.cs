namespace OpsPortal.Lab.Logs;

/// <summary>
/// Log lines in memory, by stream and time. Bounded by number of lines and by bytes: the oldest lines go first.
/// Safe for many readers and writers; a reader gets a copy and never waits for long.
/// </summary>
public sealed class LogStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LogLabels, LogStream> _streams = [];
    private readonly int _maxLines;
    private readonly long _maxBytes;
    private int _lines;
    private long _bytes;

    /// <param name="maxLines">The default is 300,000 lines.</param>
    /// <param name="maxBytes">The default is 192 MiB.</param>
    public LogStore(int maxLines = 300_000, long maxBytes = 192L << 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLines, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        (_maxLines, _maxBytes) = (maxLines, maxBytes);
    }

    /// <summary>Raised for each line that was taken, on the thread that brought it; who listens must be quick.</summary>
    public event Action<LogLine>? Arrived;

    /// <summary>Number of lines that are kept now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _lines;
        }
    }

    /// <summary>Number of lines that were pushed out by newer ones since the start.</summary>
    public long Evicted { get; private set; }

    /// <summary>
    /// Takes lines in any order. A line equal in stream, time and text to one that is here already is dropped, as Loki does.
    /// </summary>
    /// <returns>How many were taken.</returns>
    public int Push(IEnumerable<LogLine> lines)
    {
        var taken = 0;
        var arrived = Arrived is null ? null : new List<LogLine>();
        lock (_gate)
        {
            foreach (var line in lines)
            {
                if (!_streams.TryGetValue(line.Labels, out var stream))
                    _streams.Add(line.Labels, stream = new LogStream(line.Labels));
                if (!stream.Add(line))
                    continue;
                taken++;
                arrived?.Add(line);
                _lines++;
                _bytes += line.Size;
            }

            if (_lines > _maxLines || _bytes > _maxBytes)
                Evict();
        }

        if (arrived is not null)
        {
            foreach (var line in arrived)
                Arrived?.Invoke(line);
        }

        return taken;
    }

    /// <summary>The lines of [<paramref name="from"/>, <paramref name="until"/>), by stream, oldest first.</summary>
    /// <param name="from">Nanoseconds since 1970, inclusive.</param>
    /// <param name="until">Nanoseconds since 1970, exclusive.</param>
    /// <param name="where">Which streams are wanted; all when it is <c>null</c>.</param>
    /// <returns>Streams that have a line in the range, ordered by their labels' text.</returns>
    public IReadOnlyList<LogSlice> Query(long from, long until, Func<LogLabels, bool>? where = null)
    {
        var slices = new List<LogSlice>();
        lock (_gate)
        {
            foreach (var (labels, stream) in _streams)
            {
                if (where is not null && !where(labels))
                    continue;
                var lines = stream.Range(from, until);
                if (lines.Length > 0)
                    slices.Add(new LogSlice(labels, lines));
            }
        }

        slices.Sort((a, b) => string.CompareOrdinal(a.Labels.Text, b.Labels.Text));
        return slices;
    }

    // Down to nine tenths, so that it isn't done anew for each line that follows.
    private void Evict()
    {
        while (_lines > _maxLines * 9L / 10 || _bytes > _maxBytes / 10 * 9)
        {
            LogStream? oldest = null;
            foreach (var stream in _streams.Values)
            {
                if (oldest is null || stream.Oldest < oldest.Oldest)
                    oldest = stream;
            }

            if (oldest is null)
                return;
            var (lines, bytes) = oldest.DropOldest(Math.Clamp(_maxLines / 100, 1, 256));
            _lines -= lines;
            _bytes -= bytes;
            Evicted += lines;
            if (oldest.IsEmpty)
                _streams.Remove(oldest.Labels);
        }
    }
}
