using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>A Loki of a few lines of one stream: query_range and tail, as Loki answers them; it knows no LogQL and gives all lines of the range.</summary>
internal sealed class CannedLoki : IAsyncDisposable
{
    /// <summary>A query that has it isn't answered.</summary>
    public const string Slow = "never-answered";

    private readonly WebApplication _app;
    private readonly Channel<string> _live = Channel.CreateUnbounded<string>();
    private int _waiting;
    private int _tails;

    private CannedLoki(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public List<(long Time, string Line)> Lines { get; } = [];

    /// <summary>Answers questions for lines, oldest first, with these very bytes, where they are set.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Questions that wait for an answer which won't come.</summary>
    public int Waiting => _waiting;

    public int Tails => _tails;

    /// <summary>Says that line over the tail.</summary>
    public void Say(long time, string line) => _live.Writer.TryWrite(Streams([(time, line)]));

    public static async Task<CannedLoki> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var loki = new CannedLoki(app);
        app.UseWebSockets();
        app.Map("/loki/api/v1/query_range", loki.QueryAsync);
        app.Map("/loki/api/v1/tail", loki.TailAsync);
        await app.StartAsync();
        return loki;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task QueryAsync(HttpContext http)
    {
        if (http.Request.Query["query"].ToString().Contains(Slow, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
        if (Body is { } body && http.Request.Query["direction"] == "forward")
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(body);
            return;
        }
        var (start, end) = (long.Parse(http.Request.Query["start"]!, CultureInfo.InvariantCulture), long.Parse(http.Request.Query["end"]!, CultureInfo.InvariantCulture));
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"status":"success","data":{"resultType":"streams","result":""" + Result(Lines.Where(line => line.Time >= start && line.Time < end)) + "}}");
    }

    private async Task TailAsync(HttpContext http)
    {
        Interlocked.Increment(ref _tails);
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await foreach (var frame in _live.Reader.ReadAllAsync(http.RequestAborted))
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, http.RequestAborted);
    }

    private static string Streams(IEnumerable<(long, string)> lines) => "{\"streams\":" + Result(lines) + "}";

    private static string Result(IEnumerable<(long Time, string Line)> lines) => JsonSerializer.Serialize(
        new[] { new { stream = new { service = "hdc", level = "error" }, values = lines.Select(line => new[] { line.Time.ToString(CultureInfo.InvariantCulture), line.Line }) } });
}
