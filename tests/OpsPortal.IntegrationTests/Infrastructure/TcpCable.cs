using System.Net;
using System.Net.Sockets;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>A connection to a server that a test can cut and mend: what is behind it is then away as if its machine were.</summary>
internal sealed class TcpCable : IAsyncDisposable
{
    private IPEndPoint _target;
    private readonly List<Socket> _open = [];
    private readonly Lock _lock = new();
    private Socket? _listener;

    public TcpCable(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        Port = FreePort.Next();
        Mend();
    }

    public int Port { get; }

    /// <summary>New connections go to another port: the server was started anew.</summary>
    public void Lead(int targetPort) => _target = new IPEndPoint(IPAddress.Loopback, targetPort);

    public void Mend()
    {
        lock (_lock)
        {
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            _listener.Listen(100);
            _ = AcceptAsync(_listener);
        }
    }

    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptAsync();
                var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                near.NoDelay = true;
                if (!await ReachesAsync(far))
                {
                    // Nobody listens there now: who asked is sent away, the cable stays.
                    near.Dispose();
                    far.Dispose();
                    continue;
                }

                lock (_lock)
                    _open.AddRange([near, far]);
                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task<bool> ReachesAsync(Socket far)
    {
        try
        {
            await far.ConnectAsync(_target);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        from.Dispose();
        to.Dispose();
    }
}
