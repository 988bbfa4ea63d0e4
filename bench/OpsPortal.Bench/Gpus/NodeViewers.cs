using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpsPortal.Tests;

namespace OpsPortal.Bench.Gpus;

/// <summary>What viewers.mjs is to do.</summary>
/// <param name="Portal">Address with a trailing slash.</param>
/// <param name="Detail">"lean" or "full".</param>
/// <param name="Watch">The host whose newest frame is asked for.</param>
internal sealed record ViewersPlan(string Portal, string Cookie, int Viewers, string Detail, string Root, int Points = 0, string? Host = null, string? Watch = null);

/// <summary>What the viewers together saw; times in milliseconds.</summary>
/// <param name="MostAt">When the longest came, seconds since the measuring began.</param>
/// <param name="Breaks">How long each connection was lost that came back meanwhile; its viewer asked for no history, so what came while it was away counts as missed.</param>
/// <param name="Late">How late the viewers' own process was at the most.</param>
internal sealed record ViewersReport(
    int Viewers, long Frames, long Gaps, long Doubles, long Skipped, double? P50, double? P99, double? Most, double MostAt, double Late, double BytesAViewerAndSecond, double[] Breaks, long Filled);

/// <summary>SignalR viewers in one Node process, told what to do line by line.</summary>
internal sealed class NodeViewers : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly Process _node;

    private NodeViewers(Process node) => _node = node;

    public int Pid => _node.Id;

    public static async Task<NodeViewers> StartAsync(ViewersPlan plan)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "bench/OpsPortal.Bench/Gpus/viewers.mjs"));
        start.ArgumentList.Add(JsonSerializer.Serialize(plan, Json));
        var viewers = new NodeViewers(Process.Start(start)!);
        _ = await viewers.ReadAsync();
        for (var tries = 0; tries < 1200; tries++)
        {
            if ((await viewers.AskAsync("ready")).GetProperty("open").GetInt32() == plan.Viewers)
                return viewers;
            await Task.Delay(100);
        }

        throw new InvalidOperationException("Not all viewers came in.");
    }

    /// <summary>When the newest frame that all of them have was sampled: milliseconds since 1970 UTC.</summary>
    public async Task<long> NewestAsync() => (await AskAsync("newest")).GetProperty("at").GetInt64();

    public async Task<JsonElement> AskAsync(string command)
    {
        await _node.StandardInput.WriteLineAsync(command);
        await _node.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    public async Task<T> AskAsync<T>(string command) => (await AskAsync(command)).Deserialize<T>(Json)!;

    public async ValueTask DisposeAsync()
    {
        if (!_node.HasExited)
        {
            await _node.StandardInput.WriteLineAsync("end");
            await _node.StandardInput.FlushAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _node.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_node.HasExited)
            _node.Kill();
        _node.Dispose();
    }

    private async Task<JsonElement> ReadAsync() =>
        JsonDocument.Parse(await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The viewers' process ended.")).RootElement;
}
