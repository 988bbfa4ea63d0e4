using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsPortal.Lab.Logs;
using OpsPortal.Lab.Loki;

namespace OpsPortal.Bench.Logs;

/// <summary>The lab's Loki-like endpoint in this process, over a million lines of four streams in the last hour.</summary>
internal sealed class BenchLoki : IAsyncDisposable
{
    private static readonly string[] Levels = ["info", "info", "info", "info", "info", "info", "info", "warn", "debug", "error"];
    private readonly WebApplication _app;

    private BenchLoki(WebApplication app, LogStore store) => (_app, Store) = (app, store);

    public LogStore Store { get; }

    public string Url => _app.Urls.First();

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Now => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    public static async Task<BenchLoki> StartAsync(int lines)
    {
        var store = new LogStore(lines + 500_000, 8L << 30);
        var (end, gap) = (Now, 3_600_000_000_000L / lines);
        store.Push(Enumerable.Range(0, lines).Select(i => Line("bulk", Levels[i % 10], end - (lines - i) * gap, i)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(TimeProvider.System);
        var app = builder.Build();
        app.MapLoki();
        await app.StartAsync();
        return new BenchLoki(app, store);
    }

    /// <summary>A line of JSON with its number.</summary>
    public static LogLine Line(string service, string level, long at, long number) => new(
        at, new LogLabels([new("service", service), new("level", level)]),
        string.Create(CultureInfo.InvariantCulture, $$"""{"level":"{{level}}","message":"request {{number}} answered","seq":{{number}},"status":{{(level == "error" ? 500 : 200)}},"duration_ms":{{number % 977}},"path":"/api/v1/items/{{number % 4001}}","request_id":"req-{{number:x8}}"}"""),
        LogLine.NoMetadata);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
