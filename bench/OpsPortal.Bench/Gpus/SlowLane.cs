using System.Net;
using System.Net.Sockets;

namespace OpsPortal.Bench.Gpus;

/// <summary>
/// A way to the portal whose far end can stop reading. Its own buffer is small: a machine's usual ones hold minutes of frames, and
/// who stalls behind those is never seen to stall.
/// </summary>
internal sealed class SlowLane : IAsyncDisposable
{
    private const int Buffer = 8192;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly int _port;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();

    /// <param name="port">The portal's, on this machine.</param>
    public SlowLane(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Nothing that the portal sends is read from now on.</summary>
    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var joined = new List<Task>();
        try
        {
            while (true)
                joined.Add(JoinAsync(await _listener.AcceptSocketAsync(_ended.Token)));
        }
        finally
        {
            await Task.WhenAll(joined);
        }
    }

    private async Task JoinAsync(Socket viewer)
    {
        using var portal = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = Buffer, NoDelay = true };
        using (viewer)
        {
            try
            {
                await portal.ConnectAsync(IPAddress.Loopback, _port, _ended.Token);
                await Task.WhenAny(CopyAsync(viewer, portal, null), CopyAsync(portal, viewer, () => _open.Task));
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // An end left.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Func<Task>? gate)
    {
        var buffer = new byte[Buffer];
        while (true)
        {
            if (gate is not null)
                await gate().WaitAsync(_ended.Token);
            var read = await from.ReceiveAsync(buffer, _ended.Token);
            if (read == 0)
                return;
            await to.SendAsync(buffer.AsMemory(0, read), _ended.Token);
        }
    }
}
