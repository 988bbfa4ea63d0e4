using System.Threading.Channels;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>
/// One watching browser, with the frames that it has not read. What waits is bounded: frames of the last two seconds, 1 MiB
/// in all, and always each host's newest. So a slow viewer skips frames, is told how many, and makes nobody wait.
/// </summary>
internal sealed class GpuViewer(WatchScope scope, TimeProvider time)
{
    /// <summary>A frame that has waited longer gives way to its host's next one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of frames that wait, beside each host's newest. They are shared with all other viewers.</summary>
    public const int MaxWaiting = 1024 * 1024;

    // One token: "there is something". What it is, is in the queues.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<(long At, ReadOnlyMemory<byte> Frame)>> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private long _bytes;
    private int _frames;
    private long _skipped;

    public WatchScope Scope => scope;

    /// <summary>Bytes that wait for it now.</summary>
    public long Waiting
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <returns>How many frames were skipped for it.</returns>
    public int Offer(string host, ReadOnlyMemory<byte> frame)
    {
        var (now, skipped) = (time.GetTimestamp(), 0);
        lock (_lock)
        {
            if (!_waiting.TryGetValue(host, out var queue))
                _waiting[host] = queue = new();
            while (queue.TryPeek(out var oldest) && (_bytes + frame.Length > MaxWaiting || time.GetElapsedTime(oldest.At, now) > Patience))
            {
                _ = queue.Dequeue();
                _bytes -= oldest.Frame.Length;
                skipped++;
            }

            queue.Enqueue((now, frame));
            _bytes += frame.Length;
            _frames += 1 - skipped;
            _skipped += skipped;
        }

        _ = _signal.Writer.TryWrite(true);
        return skipped;
    }

    /// <summary>The host's description is sent with the next item.</summary>
    public void Describe(string host)
    {
        lock (_lock)
            _ = _described.Add(host);
        _ = _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until there is something, and takes all of it.</summary>
    /// <param name="describe">Gives a host's description; <c>null</c> when it is gone.</param>
    public async ValueTask<LiveItem> NextAsync(Func<string, RawJson?> describe, CancellationToken cancellation)
    {
        _ = await _signal.Reader.ReadAsync(cancellation);
        string[] described;
        RawJson[] frames;
        long skipped;
        lock (_lock)
        {
            described = [.. _described];
            frames = new RawJson[_frames];
            var at = 0;
            foreach (var queue in _waiting.Values)
            {
                foreach (var (_, frame) in queue)
                    frames[at++] = new RawJson(frame);
                queue.Clear();
            }

            // Hosts come and go; an empty queue of one that is gone must not stay for ever.
            if (_waiting.Count > 64)
                _waiting.Clear();
            (skipped, _bytes, _frames) = (_skipped, 0, 0);
            _described.Clear();
        }

        var hosts = described.Select(describe).OfType<RawJson>().ToArray();
        return new LiveItem
        {
            Hosts = hosts.Length == 0 ? null : hosts,
            Frames = frames.Length == 0 || scope.IsLean ? null : frames,
            Lean = frames.Length == 0 || !scope.IsLean ? null : frames,
            Skipped = skipped,
        };
    }
}
