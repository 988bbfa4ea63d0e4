using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsPortal.Bench.Intake;

/// <summary>Stands between Alertmanager and the portal: passes bodies on, and remembers by their hash which of them were answered 2xx.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(15) };
    private readonly WebApplication _app;
    private long _refused;
    private long _broken;

    private RecordingProxy(int port, Uri target, string token)
    {
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Url = new Uri($"http://127.0.0.1:{port}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url.ToString());
        _app = builder.Build();
        _app.Run(context => PassAsync(context, target));
    }

    public Uri Url { get; }

    /// <summary>SHA-256 of each body that was answered 2xx, in hexadecimal digits, and how often it was.</summary>
    public ConcurrentDictionary<string, int> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>Deliveries that got another answer, and that got none.</summary>
    public (long Refused, long Broken) Others => (Volatile.Read(ref _refused), Volatile.Read(ref _broken));

    public static async Task<RecordingProxy> StartAsync(int port, Uri target, string token)
    {
        var proxy = new RecordingProxy(port, target, token);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri target)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        var body = memory.ToArray();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var answer = await _http.PostAsync(target, content);
            context.Response.StatusCode = (int)answer.StatusCode;
            if (answer.IsSuccessStatusCode)
                Taken.AddOrUpdate(Convert.ToHexStringLower(SHA256.HashData(body)), 1, (_, times) => times + 1);
            else
                Interlocked.Increment(ref _refused);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Interlocked.Increment(ref _broken);
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}
