using System.Text.Json;
using System.Threading.Channels;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>
/// One watching browser. It has one place for each host: a frame that comes while the one before has not been read takes
/// its place. So a slow viewer skips frames, keeps at most one of each host, and makes nobody wait.
/// </summary>
internal sealed class GpuViewer(string? host)
{
    // One token: "there is something". What it is, is in the places.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _frames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private long _skipped;

    public bool Watches(string name) => host is null || host == name;

    /// <returns>Whether another frame was skipped for it.</returns>
    public bool Offer(string name, ReadOnlyMemory<byte> frame)
    {
        bool skipped;
        lock (_lock)
        {
            skipped = _frames.ContainsKey(name);
            _frames[name] = frame;
            if (skipped)
                _skipped++;
        }

        _ = _signal.Writer.TryWrite(true);
        return skipped;
    }

    /// <summary>The host's description is sent with the next item.</summary>
    public void Describe(string name)
    {
        lock (_lock)
            _ = _described.Add(name);
        _ = _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until there is something, and takes all of it.</summary>
    /// <param name="describe">Gives a host's description.</param>
    public async ValueTask<LiveItem> NextAsync(Func<string, HostSnapshot?> describe, CancellationToken cancellation)
    {
        _ = await _signal.Reader.ReadAsync(cancellation);
        string[] described;
        RawJson[] frames;
        long skipped;
        lock (_lock)
        {
            described = [.. _described];
            frames = [.. _frames.Values.Select(f => new RawJson(f))];
            skipped = _skipped;
            _described.Clear();
            _frames.Clear();
        }

        var hosts = described.Select(describe).OfType<HostSnapshot>().Select(Raw).ToArray();
        return new LiveItem { Hosts = hosts.Length == 0 ? null : hosts, Frames = frames.Length == 0 ? null : frames, Skipped = skipped };
    }

    public static RawJson Raw(HostSnapshot snapshot) => new(JsonSerializer.SerializeToUtf8Bytes(snapshot, LiveJson.Default.HostSnapshot));
}
