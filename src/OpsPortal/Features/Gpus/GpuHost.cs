using OpsPortal.Features.Gpus.Live;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>One host: what it is, its newest frame, its last 15 minutes.</summary>
internal sealed class GpuHost(string name, TimeProvider time)
{
    /// <summary>Milliseconds between two tellings of what seldom changes.</summary>
    private const long LabelPace = 5000;

    private readonly Lock _lock = new();
    private readonly GpuHistory _history = new();
    private GpuHostInfo? _info;
    private string? _infoHash;
    private GpuFrame? _last;
    private readonly EnergyDay _energy = new();
    private readonly IdleDay _idle = new();
    private readonly HeldBack _held = new();
    private GpuFrame? _slow;
    private GpuLabels? _labels;
    private long _labelledAt;
    private DateTimeOffset _receivedAt;

    public string Name { get; } = name;

    /// <summary>When the newest frame came in, by the portal's clock.</summary>
    public DateTimeOffset ReceivedAt
    {
        get
        {
            lock (_lock)
                return _receivedAt;
        }
    }

    /// <summary>Who measured its newest frame: one of <see cref="GpuSource"/>, "" before the first.</summary>
    public string Source
    {
        get
        {
            lock (_lock)
                return _last?.Source ?? "";
        }
    }

    public GpuHostInfo? Info
    {
        get
        {
            lock (_lock)
                return _info;
        }
    }

    public int GpuCount
    {
        get
        {
            lock (_lock)
                return _last?.Count ?? 0;
        }
    }

    public GpuTaken Take(GpuFrame frame)
    {
        lock (_lock)
        {
            if (_last is { } last && IsKnown(frame, last))
                return new GpuTaken(GpuTakenAs.Duplicate, null, false, _infoHash != frame.InfoHash);

            var described = Describe(frame) || _last is null;
            _last = frame with { Info = null };
            if (frame.HasSlow)
                _slow = _last;
            _receivedAt = time.GetUtcNow();
            _history.Add(frame);
            _energy.Add(frame);
            _idle.Add(frame);
            _held.Add(frame);
            return new GpuTaken(GpuTakenAs.Newest, Wire(_last), described, _infoHash != frame.InfoHash);
        }
    }

    /// <summary>All that a viewer who joins now needs.</summary>
    /// <param name="points">Points of history, at most; 0 for none.</param>
    /// <param name="since">Epoch and number of the newest frame that the viewer has: the history then begins after it, where it is still kept.</param>
    public HostSnapshot Snapshot(int points, (long Epoch, long Seq)? since = null)
    {
        lock (_lock)
        {
            var after = points > 0 && since is var (epoch, seq) ? _history.After(epoch, seq, points) : null;
            return new HostSnapshot
            {
                Host = Name,
                Source = _last?.Source ?? "",
                Age = (long)(time.GetUtcNow() - _receivedAt).TotalMilliseconds,
                Info = _info,
                Slow = _slow is { } slow && slow.Count == _last?.Count ? slow.SlowOnly() : null,
                Today = _energy.Today,
                Idle = _idle.Today,
                Held = _held.Lately,
                Last = _last is null ? null : new LiveFrame { Frame = _last, Notes = GpuJudge.Notes(_last, _info), Labels = _labels },
                History = points > 0 ? after ?? _history.Downsample(points) : null,
                Continues = after is null ? null : true,
            };
        }
    }

    /// <summary>The same frame or an older one. What an agent measures outranks what an exporter shows, until the agent is offline.</summary>
    private bool IsKnown(GpuFrame frame, GpuFrame last)
    {
        var byExporter = frame.Source == GpuSource.Exporter;
        if (byExporter != (last.Source == GpuSource.Exporter))
            return byExporter && time.GetUtcNow() - _receivedAt < GpuHosts.OfflineAfter;
        return frame.Epoch < last.Epoch || (frame.Epoch == last.Epoch && frame.Seq <= last.Seq);
    }

    /// <returns>Whether the description is another one than before.</returns>
    private bool Describe(GpuFrame frame)
    {
        if (frame.Info is { } info)
        {
            var changed = _infoHash != frame.InfoHash;
            _info = info;
            _infoHash = frame.InfoHash;
            return changed;
        }

        if (_infoHash == frame.InfoHash || _info is null || _info.Gpus.Length == frame.Count)
            return false;

        // Other GPUs than those that were described: no name is better than a wrong one.
        _info = null;
        _infoHash = null;
        return true;
    }

    private GpuWire Wire(GpuFrame frame)
    {
        var slow = frame.HasSlow || frame.At - _labelledAt >= LabelPace;
        if (slow)
            (_labels, _labelledAt) = (GpuLabels.Of(frame, _slow?.Count == frame.Count ? _slow.Parts : null), frame.At);
        return new GpuWire(new LiveFrame
        {
            Frame = frame, Notes = GpuJudge.Notes(frame, _info), Today = frame.Energy is null ? null : _energy.Today, Idle = slow ? _idle.Today : null,
            Held = frame.HasSlow ? _held.Lately : null, Labels = slow ? _labels : null,
        });
    }
}

internal enum GpuTakenAs
{
    Newest,

    /// <summary>The same or an older frame of this host is here already.</summary>
    Duplicate,
}

/// <summary>What came of a frame.</summary>
/// <param name="Wire">The frame as viewers get it.</param>
/// <param name="Described">The host's description has changed.</param>
/// <param name="InfoWanted">The description that belongs to the frame is not here.</param>
internal readonly record struct GpuTaken(GpuTakenAs As, GpuWire? Wire, bool Described, bool InfoWanted);
