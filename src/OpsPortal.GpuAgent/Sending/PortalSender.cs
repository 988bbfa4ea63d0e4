using OpsPortal.Gpu;

namespace OpsPortal.GpuAgent.Sending;

/// <summary>
/// Sends all frames to one portal in their order, each until the portal has answered for it. At any time
/// <c>added = taken + duplicates + refused + dropped + waiting</c>.
/// </summary>
internal sealed class PortalSender(Uri portal, string? tokenFile, int room, TimeProvider time, Action<string> log) : IDisposable
{
    /// <summary>A batch of frames of 64 busy GPUs stays below the portal's largest body.</summary>
    private const int MaxBatch = 24;

    private static readonly TimeSpan WatchedFor = TimeSpan.FromSeconds(10);
    private readonly PortalClient _client = new(portal, tokenFile);
    private readonly FrameBuffer _buffer = new(room, time);
    private readonly Backoff _backoff = new(new Random());
    private GpuHostInfo? _info;
    private string? _infoHash;
    private string? _sentHash;
    private volatile bool _infoWanted = true;
    private long _watchedAt = long.MinValue;
    private string? _trouble;

    public string Portal { get; } = portal.GetLeftPart(UriPartial.Authority);

    public long Added { get; private set; }

    /// <summary>Frames that the portal has taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Frames that the portal had already: their first answer was lost.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Frames that the portal will never take.</summary>
    public long Refused { get; private set; }

    public long Dropped => _buffer.Dropped;

    public int Waiting => _buffer.Count;

    /// <summary>The last try was answered.</summary>
    public bool Up => _trouble is null && Taken + Duplicates > 0;

    /// <summary>Somebody looks at this host there.</summary>
    public bool Watched => _watchedAt != long.MinValue && time.GetElapsedTime(_watchedAt) < WatchedFor;

    public void Add(GpuFrame frame)
    {
        if (frame.Info is { } info)
            (_info, _infoHash) = (info, frame.InfoHash);
        Added++;
        _buffer.Add(frame with { Info = null });
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var frames = await _buffer.PeekAsync(MaxBatch, cancellation);
            var sent = await _client.SendAsync(Described(frames), cancellation);
            if (sent.As == SentAs.NotNow)
            {
                _buffer.GiveBack();
                // A portal that comes back has forgotten what it was told.
                _infoWanted = true;
                Trouble(sent.Words);
                await Task.Delay(_backoff.Next(sent.After), time, cancellation);
                continue;
            }

            Count(sent, frames.Count);
            _buffer.Confirm();
            _backoff.Well();
        }
    }

    public void Dispose() => _client.Dispose();

    private GpuFrame[] Described(IReadOnlyList<GpuFrame> frames)
    {
        GpuFrame[] batch = [.. frames];
        if (_infoWanted || _sentHash != _infoHash)
        {
            var at = Array.FindLastIndex(batch, f => f.InfoHash == _infoHash);
            if (at >= 0)
            {
                batch[at] = batch[at] with { Info = _info };
                _sentHash = _infoHash;
            }
        }

        return batch;
    }

    private void Count(Sent sent, int frames)
    {
        if (sent.Answer is not { } answer)
        {
            Refused += frames;
            Trouble(sent.Words);
            return;
        }

        Taken += answer.Accepted;
        Duplicates += answer.Duplicates;
        Refused += answer.Rejected?.Length ?? 0;
        _infoWanted = answer.InfoWanted is { Length: > 0 };
        if (answer.Watched)
            _watchedAt = time.GetTimestamp();
        Trouble(answer.Rejected is { Length: > 0 } rejected ? $"frame refused: {rejected[0].Reason}" : null);
    }

    // One line when trouble begins, changes or ends: not one a second.
    private void Trouble(string? words)
    {
        if (words == _trouble)
            return;
        log(words is null ? $"{Portal}: frames are taken" : $"{Portal}: {words}");
        _trouble = words;
    }
}
