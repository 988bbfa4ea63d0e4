using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OpsPortal.Tests.Features.Gpus;

/// <summary>A bare socket that speaks SignalR's JSON protocol with the telemetry hub: who has it decides when something is read. One reads at a time.</summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private readonly ClientWebSocket _socket = new();
    private readonly MemoryStream _rest = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public ClientWebSocketOptions Options => _socket.Options;

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="invoker">Makes the connection where the usual one won't do.</param>
    public async Task ConnectAsync(Uri portal, HttpMessageInvoker? invoker, CancellationToken end)
    {
        await _socket.ConnectAsync(new UriBuilder(portal) { Scheme = "ws", Path = "/hubs/telemetry" }.Uri, invoker, end);
        await SendAsync("""{"protocol":"json","version":1}""", end);
        var answer = await ReadAsync(end);
        if (answer.EnumerateObject().Any())
            throw new InvalidOperationException($"The handshake was refused: {answer.GetRawText()}");
    }

    public Task WatchAsync(string request, CancellationToken end, string id = "1") =>
        SendAsync($$"""{"type":4,"invocationId":"{{id}}","target":"Watch","arguments":[{{request}}]}""", end);

    public Task SendAsync(string json, CancellationToken end) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(json), Separator], WebSocketMessageType.Text, true, end);

    /// <summary>The next item of the stream; what says that the other end lives is left out.</summary>
    /// <exception cref="EndOfStreamException">The stream or the connection has ended; with what was said of it.</exception>
    public async Task<JsonElement> NextItemAsync(CancellationToken end)
    {
        while (true)
        {
            var message = await ReadAsync(end);
            switch (message.GetProperty("type").GetInt32())
            {
                case 2:
                    return message.GetProperty("item");
                case 3 or 7:
                    throw new EndOfStreamException(message.GetRawText());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await _rest.DisposeAsync();
    }

    private async Task<JsonElement> ReadAsync(CancellationToken end)
    {
        while (true)
        {
            var kept = _rest.GetBuffer().AsMemory(0, (int)_rest.Length);
            if (kept.Span.IndexOf(Separator) is >= 0 and var at)
            {
                using var message = JsonDocument.Parse(kept[..at]);
                var (root, rest) = (message.RootElement.Clone(), kept[(at + 1)..].ToArray());
                _rest.SetLength(0);
                _rest.Write(rest);
                return root;
            }

            var read = await _socket.ReceiveAsync(_buffer, end);
            if (read.MessageType == WebSocketMessageType.Close)
                throw new EndOfStreamException("The portal closed the socket.");
            _rest.Write(_buffer, 0, read.Count);
        }
    }
}
