using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Own;

/// <summary>Lines that wait to be sent, in order. Bounded: of more, the oldest are left out and counted.</summary>
internal sealed class OwnLogBuffer(IOptions<OwnLogOptions> options)
{
    private readonly Queue<LogEntry> _lines = new();
    private long _dropped;
    private long _last;

    public long Dropped => Interlocked.Read(ref _dropped);

    public int Count
    {
        get
        {
            lock (_lines)
                return _lines.Count;
        }
    }

    public void Add(LogEntry line)
    {
        lock (_lines)
        {
            // Two lines of one instant that say the same would be one to Loki.
            _last = Math.Max(_last + 1, line.Time);
            _lines.Enqueue(line with { Time = _last });
            if (_lines.Count <= options.Value.BufferLines)
                return;
            _lines.Dequeue();
            Interlocked.Increment(ref _dropped);
        }
    }

    public LogEntry[] Take(int most)
    {
        lock (_lines)
        {
            var taken = new LogEntry[Math.Min(most, _lines.Count)];
            for (var i = 0; i < taken.Length; i++)
                taken[i] = _lines.Dequeue();
            return taken;
        }
    }
}
