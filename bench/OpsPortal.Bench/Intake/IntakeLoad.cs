using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OpsPortal.Bench.Intake;

/// <summary>
/// Posts alerts at a fixed rate, as Alertmanager would, whether or not answers keep up; a latency counts from when the body
/// was due to be sent. Half the bodies fire alerts that were never seen, half resolve what fired some seconds before.
/// </summary>
internal static class IntakeLoad
{
    private static readonly string[] Services = ["h200", "hdc", "ai-gateway", "aurelis", "microdiff"];
    private static readonly string[] Severities = ["critical", "high", "warning", "info"];

    /// <param name="args">Address, token file, seconds (60), alerts a second (1000), alerts a body (50).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var address, var tokenFile, ..])
        {
            Console.Error.WriteLine("usage: intake ADDRESS TOKEN_FILE [SECONDS] [ALERTS_A_SECOND] [ALERTS_A_BODY]");
            return 2;
        }
        var (seconds, rate, size) = (Number(args, 2, 60), Number(args, 3, 1000), Number(args, 4, 50));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(15) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(tokenFile)).Trim());
        var run = Guid.NewGuid().ToString("N")[..8];
        // The first requests compile code and open connections.
        for (var i = 0; i < 20; i++)
            await PostAsync(http, Body(run + "-warm", i, size, null), Stopwatch.GetTimestamp());

        var every = TimeSpan.FromSeconds((double)size / rate);
        var start = Stopwatch.GetTimestamp();
        var pending = new List<Task<(int Status, double Milliseconds)>>();
        for (var n = 0; every * n < TimeSpan.FromSeconds(seconds); n++)
        {
            var wait = every * n - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            var due = start + (long)(every.TotalSeconds * n * Stopwatch.Frequency);
            var body = n % 2 == 1 && n > 21 ? Body(run, n - 21, size, TimeProvider.System.GetUtcNow()) : Body(run, n, size, null);
            pending.Add(PostAsync(http, body, due));
        }
        var answers = await Task.WhenAll(pending);
        var took = answers.Where(answer => answer.Status == 200).Select(answer => answer.Milliseconds).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rate} alerts/s in bodies of {size} for {seconds} s: {answers.Length} bodies, {answers.Length - took.Length} not answered 200, "
            + $"p50 {At(took, .5):0} ms, p95 {At(took, .95):0} ms, p99 {At(took, .99):0} ms, longest {At(took, 1):0} ms"));
        return answers.Length == took.Length ? 0 : 1;
    }

    private static async Task<(int Status, double Milliseconds)> PostAsync(HttpClient http, byte[] body, long due)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var answer = await http.PostAsync("/api/v1/alertmanager/webhook", content);
            return ((int)answer.StatusCode, Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return (0, 0);
        }
    }

    private static byte[] Body(string run, int number, int size, DateTimeOffset? end)
    {
        var service = Services[number % Services.Length];
        var severity = Severities[number / Services.Length % Severities.Length];
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var alerts = Enumerable.Range(0, size).Select(i => new
        {
            status = end is null ? "firing" : "resolved",
            labels = new Dictionary<string, string>
            {
                ["alertname"] = $"Bench{number / Services.Length % 8}", ["service"] = service, ["severity"] = severity, ["team"] = "bench",
                ["run"] = run, ["body"] = number.ToString(CultureInfo.InvariantCulture), ["gpu"] = i.ToString(CultureInfo.InvariantCulture),
            },
            annotations = new Dictionary<string, string> { ["summary"] = $"Bench {service}", ["description"] = "An alert of the load test, as long as most are: something is above its limit since minutes.", ["runbook_url"] = "/runbooks/high-error-rate" },
            startsAt = start.ToString("O"),
            endsAt = end?.ToString("O") ?? "0001-01-01T00:00:00Z",
            generatorURL = "http://127.0.0.1:9790/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
        });
        return JsonSerializer.SerializeToUtf8Bytes(new { version = "4", receiver = "opsportal", status = end is null ? "firing" : "resolved", groupKey = "{}:{bench}", externalURL = "http://bench", truncatedAlerts = 0, alerts });
    }

    private static double At(double[] sorted, double quantile) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(quantile * (sorted.Length - 1))];

    private static int Number(string[] args, int index, int usual) => args.Length > index && int.TryParse(args[index], out var number) && number > 0 ? number : usual;
}
