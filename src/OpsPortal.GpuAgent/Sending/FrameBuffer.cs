using OpsPortal.Gpu;

namespace OpsPortal.GpuAgent.Sending;

/// <summary>
/// Frames that wait for one portal. Bounded by number and age: the oldest are dropped and counted. Events of a dropped frame
/// go with the next one, so that a long outage loses figures but no XID.
/// </summary>
internal sealed class FrameBuffer(int most, TimeProvider time)
{
    /// <summary>The portal takes nothing older than 15 minutes; a frame must also still get there.</summary>
    private static readonly TimeSpan MaxAge = GpuFrameRules.MaxAge - TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly LinkedList<GpuFrame> _frames = [];
    private readonly SemaphoreSlim _there = new(0);
    private int _taken;
    private long _dropped;
    private long _eventsDropped;

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Events that found no room in any frame.</summary>
    public long EventsDropped => Interlocked.Read(ref _eventsDropped);

    public int Count
    {
        get
        {
            lock (_lock)
                return _frames.Count;
        }
    }

    public void Add(GpuFrame frame)
    {
        lock (_lock)
        {
            _ = _frames.AddLast(frame);
            DropOld();
            if (_there.CurrentCount == 0)
                _ = _there.Release();
        }
    }

    /// <summary>Waits for a frame, and gives the oldest ones without taking them out.</summary>
    public async Task<IReadOnlyList<GpuFrame>> PeekAsync(int atMost, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_lock)
            {
                DropOld();
                if (_frames.Count > 0)
                {
                    var batch = _frames.Take(atMost).ToArray();
                    _taken = batch.Length;
                    return batch;
                }
            }

            await _there.WaitAsync(cancellation);
        }
    }

    /// <summary>The frames of the last <see cref="PeekAsync"/> are done with. Those that were dropped meanwhile are not counted as lost.</summary>
    public void Confirm()
    {
        lock (_lock)
        {
            for (; _taken > 0; _taken--)
                _frames.RemoveFirst();
        }
    }

    /// <summary>The frames of the last <see cref="PeekAsync"/> stay.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            _taken = 0;
            DropOld();
        }
    }

    // While a batch is under way its frames stay: whether they are lost is known only when its answer is.
    private void DropOld()
    {
        var oldest = (time.GetUtcNow() - MaxAge).ToUnixTimeMilliseconds();
        while (_taken == 0 && _frames.First is { } first && (_frames.Count > most || first.Value.At < oldest))
            Drop(first);
        while (_taken > 0 && _frames.Count > most + _taken)
            Drop(Skip(_taken));
    }

    private LinkedListNode<GpuFrame> Skip(int count)
    {
        var node = _frames.First!;
        while (count-- > 0)
            node = node.Next!;
        return node;
    }

    private void Drop(LinkedListNode<GpuFrame> node)
    {
        if (node.Value.Events is { } events)
        {
            if (node.Next is { } next)
            {
                GpuEvent[] all = [.. events, .. next.Value.Events ?? []];
                Interlocked.Add(ref _eventsDropped, Math.Max(0, all.Length - GpuFrame.MaxEvents));
                next.Value = next.Value with { Events = all.Length > GpuFrame.MaxEvents ? all[^GpuFrame.MaxEvents..] : all };
            }
            else
            {
                Interlocked.Add(ref _eventsDropped, events.Length);
            }
        }

        _frames.Remove(node);
        Interlocked.Increment(ref _dropped);
    }
}
