using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsPortal.Bench.Dashboards;

/// <summary>A viewer of a page with its Blazor circuit and without a browser: gets the page, starts the circuit as its script does, and answers what it is asked.</summary>
internal sealed partial class CircuitViewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TaskCompletionSource _rendered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _listening = Task.CompletedTask;
    private int _objects;

    /// <summary>Batches that the portal drew.</summary>
    public int Batches { get; private set; }

    /// <summary>Why the circuit ended before its viewer left; null while it lives.</summary>
    public string? Ended { get; private set; }

    /// <param name="cookie">Of a session.</param>
    /// <returns>When its first drawing came.</returns>
    public static async Task<CircuitViewer> OpenAsync(HttpClient http, string cookie, string path)
    {
        var page = new Uri(http.BaseAddress!, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Add("Cookie", cookie);
        using var response = await http.SendAsync(request);
        var html = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var viewer = new CircuitViewer();
        try
        {
            await viewer.StartAsync(page, cookie, html);
            return viewer;
        }
        catch
        {
            await viewer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _turn.Dispose();
        _end.Dispose();
    }

    private async Task StartAsync(Uri page, string cookie, string html)
    {
        _socket.Options.SetRequestHeader("Cookie", cookie);
        _socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
        await _socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "/_blazor", Query = "" }.Uri, _end.Token);
        await SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"));
        _listening = ListenAsync();
        await SendAsync(BlazorPack.Invocation("1", "StartCircuit", new Uri(page, "/").ToString(), page.ToString(), "[]", ""));
        await _started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var markers = Marker().Matches(html).Select(match => match.Groups[1].Value).Where(json => json.Contains("\"descriptor\"", StringComparison.Ordinal));
        var adds = markers.Select((json, i) => $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{json}}}");
        await SendAsync(BlazorPack.Invocation(null, "UpdateRootComponents", $"{{\"batchId\":1,\"operations\":[{string.Join(',', adds)}]}}", ""));
        await _rendered.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[64 * 1024];
        byte[] waiting = [];
        var isOpen = false;
        using var pings = new PeriodicTimer(TimeSpan.FromSeconds(10));
        var pinging = PingAsync(pings);
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                    throw new IOException($"closed: {_socket.CloseStatusDescription}");
                waiting = [.. waiting, .. buffer.AsSpan(0, got.Count)];
                if (!got.EndOfMessage)
                    continue;
                (var messages, waiting) = Whole(waiting, ref isOpen);
                foreach (var message in messages)
                    await TakeAsync(message);
            }
        }
        catch (Exception error)
        {
            Ended ??= _end.IsCancellationRequested ? null : error.Message;
            _started.TrySetException(error);
            _rendered.TrySetException(error);
        }
        pings.Dispose();
        await pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Before the messages comes the answer to the handshake, which ends with 0x1e.
    private static (List<List<object?>> Messages, byte[] Left) Whole(byte[] all, ref bool isOpen)
    {
        ReadOnlySpan<byte> left = all;
        if (!isOpen && left.IndexOf((byte)0x1e) is >= 0 and var end)
        {
            isOpen = true;
            left = left[(end + 1)..];
        }
        var messages = new List<List<object?>>();
        while (isOpen && BlazorPack.Read(ref left) is { } message)
            messages.Add(message);
        return (messages, left.ToArray());
    }

    private async Task TakeAsync(List<object?> message)
    {
        switch (message)
        {
            case [3L, _, "1", 3L, ..]:
                _started.TrySetResult();
                break;
            case [3L, _, "1", ..] or [7L, ..]:
                throw new IOException($"refused: {string.Join(' ', message)}");
            case [1L, _, _, "JS.RenderBatch", List<object?> and [long batch, ..], ..]:
                Batches++;
                await SendAsync(BlazorPack.Invocation(null, "OnRenderCompleted", batch, null));
                _rendered.TrySetResult();
                break;
            case [1L, _, _, "JS.BeginInvokeJS", List<object?> and [long task, string, _, long kind, ..], ..] when task != 0:
                // What it asks for are modules (kind 1), or words that nobody wrote.
                var result = kind == 1 ? $"{{\"__jsObjectId\":{++_objects}}}" : "null";
                await SendAsync(BlazorPack.Invocation(null, "EndInvokeJSFromDotNet", task, true, $"[{task},true,{result}]"));
                break;
            case [1L, _, _, "JS.Error", List<object?> and [string words, ..], ..]:
                throw new IOException(words);
        }
    }

    private async Task PingAsync(PeriodicTimer pings)
    {
        while (await pings.WaitForNextTickAsync() && _socket.State == WebSocketState.Open)
            await SendAsync(BlazorPack.Ping());
    }

    private async Task SendAsync(byte[] bytes)
    {
        await _turn.WaitAsync(_end.Token);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, _end.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex Marker();
}
