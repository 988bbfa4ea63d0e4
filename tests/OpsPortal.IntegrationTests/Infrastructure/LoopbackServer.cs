using System.Net;
using System.Net.Sockets;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>Takes connections on a free port of 127.0.0.1 until it is disposed of; what is said on them is up to who derives from it.</summary>
internal abstract class LoopbackServer : IAsyncDisposable
{
    // A test may open hundreds at once.
    private const int Backlog = 512;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cancelled when the server ends.</summary>
    protected CancellationToken Stop => _stop.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
    }

    protected void Listen()
    {
        _listener.Start(Backlog);
        _ = AcceptAsync();
    }

    /// <summary>One connection, until it returns.</summary>
    protected abstract Task TalkAsync(NetworkStream stream);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await TalkAsync(client.GetStream());
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // The other side left.
        }
    }
}
