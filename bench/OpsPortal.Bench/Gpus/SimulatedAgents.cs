using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Bench.Gpus;

/// <summary>Hosts that post one frame each interval, spread evenly over it, whether or not answers keep up.</summary>
internal sealed class SimulatedAgents : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _running;
    private long _posted;
    private long _accepted;
    private long _refused;
    private long _failed;

    /// <param name="gpusEach">GPUs a host.</param>
    public SimulatedAgents(Uri portal, string token, string prefix, int hosts, int gpusEach, TimeSpan interval)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        _running = [.. Enumerable.Range(0, hosts).Select(n => RunAsync($"{prefix}-{n:000}", gpusEach, interval, interval * n / hosts, _end.Token))];
    }

    public AgentsCount Count => new(Interlocked.Read(ref _posted), Interlocked.Read(ref _accepted), Interlocked.Read(ref _refused), Interlocked.Read(ref _failed));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        _http.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(string host, int gpus, TimeSpan interval, TimeSpan phase, CancellationToken end)
    {
        var epoch = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var described = true;
        try
        {
            await Task.Delay(phase, end);
            using var timer = new PeriodicTimer(interval);
            for (var seq = 0L; await timer.WaitForNextTickAsync(end); seq++)
            {
                var frame = GpuFrames.Of(host, gpus, seq, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), info: described) with { Epoch = epoch };
                described = await SendAsync(frame) is null or { InfoWanted.Length: > 0 };
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    private async Task<GpuIntakeAnswer?> SendAsync(GpuFrame frame)
    {
        Interlocked.Increment(ref _posted);
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(frame, GpuFrameJson.Default.GpuFrame)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await _http.PostAsync("/api/v1/gpu/frames", content, CancellationToken.None);
            if (!answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _refused);
                return null;
            }

            Interlocked.Increment(ref _accepted);
            return await answer.Content.ReadFromJsonAsync(GpuFrameJson.Default.GpuIntakeAnswer);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Interlocked.Increment(ref _failed);
            return null;
        }
    }
}

internal readonly record struct AgentsCount(long Posted, long Accepted, long Refused, long Failed)
{
    public static AgentsCount operator -(AgentsCount a, AgentsCount b) => new(a.Posted - b.Posted, a.Accepted - b.Accepted, a.Refused - b.Refused, a.Failed - b.Failed);
}

/// <summary>One agent that sends what is no frame, ten times a second.</summary>
internal sealed class GarbageAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private long _refused;
    private long _taken;

    public GarbageAgent(Uri portal, string token) => _running = RunAsync(portal, token, _end.Token);

    public long Refused => Interlocked.Read(ref _refused);

    public long Taken => Interlocked.Read(ref _taken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(Uri portal, string token, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = portal };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var good = JsonSerializer.Serialize(GpuFrames.Of("bench-garbage", at: TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()), GpuFrameJson.Default.GpuFrame);
        string[] bodies =
        [
            "", "nonsense", "{}", "[" + string.Join(',', Enumerable.Repeat("null", 256)) + "]", good.Replace("\"count\":8", "\"count\":1000000", StringComparison.Ordinal),
            good.Replace("\"power\":[", "\"power\":[NaN,", StringComparison.Ordinal), good.Replace("\"at\":1", "\"at\":0", StringComparison.Ordinal), new string('[', 100_000), good[..^100], new string(' ', 1_048_577),
        ];
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            for (var n = 0; await timer.WaitForNextTickAsync(end); n++)
            {
                await SendAsync(http, bodies[n % bodies.Length]);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    private async Task SendAsync(HttpClient http, string body)
    {
        try
        {
            using var answer = await http.PostAsync("/api/v1/gpu/frames", new StringContent(body, Encoding.UTF8, "application/json"), CancellationToken.None);
            Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref _taken : ref _refused);
        }
        catch (HttpRequestException)
        {
            // What is too large is refused while it is still being sent.
            Interlocked.Increment(ref _refused);
        }
    }
}
