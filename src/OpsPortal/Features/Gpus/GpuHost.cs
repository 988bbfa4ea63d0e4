using OpsPortal.Features.Gpus.Live;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>One host: what it is, its newest frame, its last 15 minutes.</summary>
internal sealed class GpuHost(string name, TimeProvider time)
{
    /// <summary>Milliseconds between two tellings of what seldom changes.</summary>
    private const long LabelPace = 5000;

    /// <summary>Milliseconds between a frame's time and its coming in that nothing is said of.</summary>
    private const long Punctual = 5000;

    private readonly Lock _lock = new();
    private GpuHistory _history = new();
    private GpuHostInfo? _info;
    private string? _infoHash;
    private GpuFrame? _last;
    private EnergyDay _energy = new();
    private IdleDay _idle = new();
    private HeldBack _held = new();
    private GpuFrame? _slow;
    private GpuLabels? _labels;
    private long _labelledAt;
    private DateTimeOffset _receivedAt;
    private DateTimeOffset? _rivalAt;

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
            if (_last is { } last && Refusal(frame, last) is { } refused)
            {
                if (refused == GpuTakenAs.Rival)
                    _rivalAt = time.GetUtcNow();
                return new GpuTaken(refused, null, false, refused == GpuTakenAs.Duplicate && _infoHash != frame.InfoHash);
            }

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
                Last = _last is null ? null : new LiveFrame { Frame = _last, Notes = GpuJudge.Notes(_last, _info), Labels = _labels, Behind = Behind, Rival = Rival },
                History = points > 0 ? after ?? _history.Downsample(points) : null,
                Continues = after is null ? null : true,
            };
        }
    }

    /// <summary>
    /// Why the frame is not taken; <c>null</c> when it is. What an agent measures outranks what an exporter shows, and of two senders the
    /// one that began later outranks the other, each until it is offline: a sender whose clock was ahead when it began can't lock the
    /// host for good.
    /// </summary>
    private GpuTakenAs? Refusal(GpuFrame frame, GpuFrame last)
    {
        var byExporter = frame.Source == GpuSource.Exporter;
        var offline = time.GetUtcNow() - _receivedAt >= GpuHosts.OfflineAfter;
        if (byExporter != (last.Source == GpuSource.Exporter))
            return byExporter && !offline ? GpuTakenAs.Duplicate : null;
        if (frame.Epoch == last.Epoch)
            return frame.Seq <= last.Seq ? GpuTakenAs.Duplicate : null;
        if (frame.Epoch > last.Epoch || offline)
            return null;
        // What a sender measured before the other one began is a straggler of its own restart; what it measures afterwards is another machine's.
        return frame.At < last.Epoch ? GpuTakenAs.Duplicate : GpuTakenAs.Rival;
    }

    private long? Behind => _last is { } last && (long)(_receivedAt - DateTimeOffset.FromUnixTimeMilliseconds(last.At)).TotalMilliseconds is var late && Math.Abs(late) > Punctual
        && last.Source != GpuSource.Exporter ? late : null;

    private bool? Rival => time.GetUtcNow() - _rivalAt < GpuHosts.OfflineAfter ? true : null;

    /// <returns>Whether the description is another one than before.</returns>
    private bool Describe(GpuFrame frame)
    {
        if (frame.Info is { } info)
        {
            var changed = _infoHash != frame.InfoHash;
            if (changed && _info is { } before && AreOthers(before, info))
                // What other cards did is no past of these.
                (_history, _energy, _idle, _held, _slow, _labels) = (new(), new(), new(), new(), null, null);
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

    // A card that has not answered yet is known by its place alone.
    private static bool AreOthers(GpuHostInfo before, GpuHostInfo now) => before.Gpus.Zip(now.Gpus, (one, other) =>
        one.Uuid != other.Uuid && !one.Uuid.StartsWith("index-", StringComparison.Ordinal) && !other.Uuid.StartsWith("index-", StringComparison.Ordinal)).Any(moved => moved);

    private GpuWire Wire(GpuFrame frame)
    {
        var slow = frame.HasSlow || frame.At - _labelledAt >= LabelPace;
        if (slow)
            (_labels, _labelledAt) = (GpuLabels.Of(frame, _slow?.Count == frame.Count ? _slow.Parts : null), frame.At);
        return new GpuWire(new LiveFrame
        {
            Frame = frame, Notes = GpuJudge.Notes(frame, _info), Today = frame.Energy is null ? null : _energy.Today, Idle = slow ? _idle.Today : null,
            Held = frame.HasSlow ? _held.Lately : null, Labels = slow ? _labels : null, Behind = Behind, Rival = Rival,
        });
    }
}

internal enum GpuTakenAs
{
    Newest,

    /// <summary>The same or an older frame of this host is here already.</summary>
    Duplicate,

    /// <summary>Another sender speaks for this host, and began later.</summary>
    Rival,
}

/// <summary>What came of a frame.</summary>
/// <param name="Wire">The frame as viewers get it.</param>
/// <param name="Described">The host's description has changed.</param>
/// <param name="InfoWanted">The description that belongs to the frame is not here.</param>
internal readonly record struct GpuTaken(GpuTakenAs As, GpuWire? Wire, bool Described, bool InfoWanted);
