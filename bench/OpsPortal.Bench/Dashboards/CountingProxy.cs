using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsPortal.Bench.Dashboards;

/// <summary>What went through the proxy.</summary>
/// <param name="Samples">Samples that Prometheus says it read.</param>
internal readonly record struct Upstream(long Queries, long Samples, long Bytes)
{
    public static Upstream operator -(Upstream a, Upstream b) => new(a.Queries - b.Queries, a.Samples - b.Samples, a.Bytes - b.Bytes);
}

/// <summary>Stands before a Prometheus, passes everything on, and counts.</summary>
internal sealed partial class CountingProxy : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });
    private readonly WebApplication _app;
    private long _queries;
    private long _samples;
    private long _bytes;

    private CountingProxy(int port, Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(context => PassAsync(context, target));
    }

    public Upstream Counted => new(Volatile.Read(ref _queries), Volatile.Read(ref _samples), Volatile.Read(ref _bytes));

    public static async Task<CountingProxy> StartAsync(int port, Uri target)
    {
        var proxy = new CountingProxy(port, target);
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
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, context.Request.Path + context.Request.QueryString));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }
        using var response = await _http.SendAsync(request, context.RequestAborted);
        var body = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (context.Request.Path.StartsWithSegments("/api/v1/query_range") || context.Request.Path.StartsWithSegments("/api/v1/query"))
        {
            Interlocked.Increment(ref _queries);
            Interlocked.Add(ref _bytes, body.Length);
            // The statistics stand at the end.
            var end = System.Text.Encoding.ASCII.GetString(body.AsSpan(Math.Max(0, body.Length - 2000)));
            if (Samples().Match(end) is { Success: true } match)
                Interlocked.Add(ref _samples, long.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        }
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    [GeneratedRegex("\"totalQueryableSamples\":(\\d+)")]
    private static partial Regex Samples();
}
