using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OpsPortal.Tests.Features.Gpus;

/// <summary>Speaks SignalR's JSON protocol over a bare socket, so that a test decides when it reads.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private readonly ClientWebSocket _socket = new();
    private readonly MemoryStream _rest = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<HubClient> ConnectAsync(Uri address, string? who, CancellationToken cancellation)
    {
        var client = new HubClient();
        if (who is not null)
            client._socket.Options.SetRequestHeader("X-Who", who);
        await client._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/hubs/telemetry" }.Uri, cancellation);
        await client.SendAsync("""{"protocol":"json","version":1}""", cancellation);
        (await client.ReadAsync(cancellation)).RootElement.EnumerateObject().ShouldBeEmpty("the handshake is taken");
        return client;
    }

    public Task WatchAsync(object request, CancellationToken cancellation) =>
        SendAsync($$"""{"type":4,"invocationId":"1","target":"Watch","arguments":[{{JsonSerializer.Serialize(request)}}]}""", cancellation);

    public Task WatchAsync(string? host, CancellationToken cancellation, string id = "1") =>
        SendAsync($$"""{"type":4,"invocationId":"{{id}}","target":"Watch","arguments":[{"host":{{JsonSerializer.Serialize(host)}},"points":300}]}""", cancellation);

    /// <summary>The next item of the stream; pings are left out, an end or an error throws.</summary>
    public async Task<JsonElement> NextItemAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var message = (await ReadAsync(cancellation)).RootElement;
            switch (message.GetProperty("type").GetInt32())
            {
                case 2:
                    return message.GetProperty("item");
                case 3 or 7:
                    throw new InvalidOperationException(message.GetRawText());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await _rest.DisposeAsync();
    }

    private Task SendAsync(string json, CancellationToken cancellation) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(json), Separator], WebSocketMessageType.Text, true, cancellation);

    private async Task<JsonDocument> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var kept = _rest.GetBuffer().AsMemory(0, (int)_rest.Length);
            var end = kept.Span.IndexOf(Separator);
            if (end >= 0)
            {
                var message = JsonDocument.Parse(kept[..end].ToArray());
                var rest = kept[(end + 1)..].ToArray();
                _rest.SetLength(0);
                _rest.Write(rest);
                return message;
            }

            var read = await _socket.ReceiveAsync(_buffer, cancellation);
            if (read.MessageType == WebSocketMessageType.Close)
                throw new EndOfStreamException("The server closed the socket.");
            _rest.Write(_buffer, 0, read.Count);
        }
    }
}
