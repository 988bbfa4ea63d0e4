using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsPortal.Clients.Loki;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>A server on this machine that says over its socket what Loki said, without the waiting.</summary>
internal sealed class ReplayedTail : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private ReplayedTail(WebApplication app) => _app = app;

    public LokiTail Tail => new(LokiStub.Link(_http, new LokiOptions { Url = _app.Urls.First() }, TimeProvider.System), LokiStub.Mask);

    public static Task<ReplayedTail> StartAsync(RecordedAnswer recorded) => StartAsync(async http =>
    {
        if ((int)recorded.Status != 101 || !http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = (int)recorded.Status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(recorded.Text);
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        foreach (var frame in recorded.Frames)
        {
            if (frame.GetProperty("opcode").GetString() == "text")
                await socket.SendAsync(Encoding.UTF8.GetBytes(frame.GetProperty("body").GetRawText()), WebSocketMessageType.Text, true, http.RequestAborted);
            else if (frame.GetProperty("opcode").GetString() == "close")
                await socket.CloseOutputAsync((WebSocketCloseStatus)frame.GetProperty("code").GetInt32(), frame.GetProperty("reason").GetString(), http.RequestAborted);
        }
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
    });

    public static async Task<ReplayedTail> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync();
        return new ReplayedTail(app);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
