using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsPortal.Lab.Logs;
using OpsPortal.Lab.Loki;

namespace OpsPortal.Tests.Lab.Loki;

/// <summary>The lab's Loki API on a free port of this machine.</summary>
internal sealed class LokiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private LokiServer(WebApplication app, LogStore store) => (_app, Store) = (app, store);

    public LogStore Store { get; }

    public Uri Url => new(_app.Urls.First());

    /// <param name="now">What the server takes for now; the default is when the fixtures were recorded.</param>
    public static async Task<LokiServer> StartAsync(IEnumerable<LogLine>? lines = null, DateTimeOffset? now = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var store = new LogStore();
        store.Push(lines ?? []);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<TimeProvider>(new FakeClock(now ?? new DateTimeOffset(2026, 11, 21, 3, 31, 33, TimeSpan.Zero).AddTicks(880336)));
        var app = builder.Build();
        app.MapLoki();
        await app.StartAsync();
        return new LokiServer(app, store);
    }

    public Task<HttpResponseMessage> SendAsync(RecordedAnswer recorded) => _http.SendAsync(recorded.ToRequest(Url));

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(Url, path));

    /// <summary>A query over the lines, as parameters and their values in turn.</summary>
    public Task<HttpResponseMessage> AskAsync(string endpoint, params string[] parameters)
        => GetAsync($"/loki/api/v1/{endpoint}?" + string.Join('&', parameters.Chunk(2).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}")));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
