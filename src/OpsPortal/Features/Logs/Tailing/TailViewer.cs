using System.Threading.Channels;

namespace OpsPortal.Features.Logs.Tailing;

/// <summary>One who watches a feed. What they are too slow to take is left out, oldest first, and counted.</summary>
internal sealed class TailViewer
{
    /// <summary>Lines that wait for a viewer.</summary>
    public const int MostWaiting = 10_000;

    private readonly Channel<TailLine> _lines;
    private long _dropped;

    public TailViewer()
        => _lines = Channel.CreateBounded<TailLine>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));

    public ChannelReader<TailLine> Lines => _lines.Reader;

    public void Take(TailLine line) => _lines.Writer.TryWrite(line);

    /// <summary>How many were left out since the last time that this was asked.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
