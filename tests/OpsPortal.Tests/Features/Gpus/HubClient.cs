using System.Text.Json;

namespace OpsPortal.Tests.Features.Gpus;

/// <summary>A viewer of the telemetry hub in a test.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private readonly HubSocket _socket = new();

    public static async Task<HubClient> ConnectAsync(Uri address, string? who, CancellationToken cancellation)
    {
        var client = new HubClient();
        if (who is not null)
            client._socket.Options.SetRequestHeader("X-Who", who);
        await client._socket.ConnectAsync(address, null, cancellation);
        return client;
    }

    public Task WatchAsync(object request, CancellationToken cancellation) => _socket.WatchAsync(JsonSerializer.Serialize(request), cancellation);

    public Task WatchAsync(string? host, CancellationToken cancellation, string id = "1") =>
        _socket.WatchAsync($$"""{"host":{{JsonSerializer.Serialize(host)}},"points":300}""", cancellation, id);

    /// <summary>The next item of the stream; pings are left out, an end or an error throws.</summary>
    public Task<JsonElement> NextItemAsync(CancellationToken cancellation) => _socket.NextItemAsync(cancellation);

    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
