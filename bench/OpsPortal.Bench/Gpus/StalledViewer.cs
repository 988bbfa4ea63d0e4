using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using OpsPortal.Tests.Features.Gpus;

namespace OpsPortal.Bench.Gpus;

/// <summary>
/// A viewer that wants everything and, once it is in, reads nothing: a raw socket whose receive buffer was made tiny before it
/// connected, so that what the machine holds for it is soon full. It still says that it lives, as a browser whose page hangs does.
/// </summary>
internal sealed class StalledViewer : IAsyncDisposable
{
    private const int ReceiveBuffer = 4096;
    private static readonly TimeSpan SaysItLives = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HubSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, (long First, long Newest)> _hosts = [];
    private Task _living = Task.CompletedTask;
    private long _got;
    private long _skipped;
    private long _newestAt;

    /// <summary>Comes in, reads the description of all hosts, and no more.</summary>
    /// <param name="cookie">The session as a header.</param>
    public static async Task<StalledViewer> ConnectAsync(Uri portal, string cookie)
    {
        var viewer = new StalledViewer();
        using var limit = new CancellationTokenSource(Patience);
        using var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false, ConnectCallback = ConnectAsync };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        viewer._socket.Options.SetRequestHeader("Cookie", cookie);
        viewer._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await viewer._socket.ConnectAsync(portal, invoker, limit.Token);
        await viewer._socket.WatchAsync("""{"detail":"full"}""", limit.Token);
        viewer.Take(await viewer._socket.NextItemAsync(limit.Token));
        viewer._living = viewer.LiveAsync();
        return viewer;
    }

    /// <summary>Reads on until it has a frame that was sampled after this moment.</summary>
    public async Task<StalledCount> ReadOnAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (_newestAt < now)
                Take(await _socket.NextItemAsync(limit.Token));
            return new StalledCount(_got, _skipped, _hosts.Values.Sum(host => host.Newest - host.First), null);
        }
        catch (Exception error) when (error is WebSocketException or EndOfStreamException or OperationCanceledException)
        {
            return new StalledCount(_got, _skipped, 0, error is OperationCanceledException ? "it never caught up" : "the portal cut it off");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _socket.DisposeAsync();
        _end.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken end)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBuffer, NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, end);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task LiveAsync()
    {
        using var timer = new PeriodicTimer(SaysItLives);
        while (await timer.WaitForNextTickAsync(_end.Token))
            await _socket.SendAsync("""{"type":6}""", _end.Token);
    }

    private void Take(JsonElement item)
    {
        _skipped = item.GetProperty("skipped").GetInt64();
        if (_hosts.Count == 0)
        {
            foreach (var host in Array(item, "hosts"))
            {
                var seq = host.GetProperty("last").GetProperty("frame").GetProperty("seq").GetInt64();
                _hosts[host.GetProperty("host").GetString()!] = (seq, seq);
            }
        }

        foreach (var frame in Array(item, "frames").Select(live => live.GetProperty("frame")))
        {
            var (name, seq) = (frame.GetProperty("host").GetString()!, frame.GetProperty("seq").GetInt64());
            _newestAt = Math.Max(_newestAt, frame.GetProperty("at").GetInt64());
            // A frame can be both in the description and in the stream: it is known by its number.
            if (!_hosts.TryGetValue(name, out var known) || seq <= known.Newest)
                continue;
            _hosts[name] = (known.First, seq);
            _got++;
        }
    }

    private static IEnumerable<JsonElement> Array(JsonElement item, string name) =>
        item.TryGetProperty(name, out var all) && all.ValueKind == JsonValueKind.Array ? all.EnumerateArray() : [];
}

/// <summary>What a stalled viewer has when it reads again.</summary>
/// <param name="Got">Frames after those that its hosts were described with.</param>
/// <param name="Skipped">Frames that the portal says it has not got.</param>
/// <param name="Sent">Frames that there were meanwhile, by their numbers.</param>
/// <param name="Problem">Why it could not read on; <c>null</c> when it could.</param>
internal sealed record StalledCount(long Got, long Skipped, long Sent, string? Problem)
{
    /// <summary>It was told exactly what it missed.</summary>
    public bool AddsUp => Problem is null && Got + Skipped == Sent;
}
