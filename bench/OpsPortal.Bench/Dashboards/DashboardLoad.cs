using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Dashboards;

/// <summary>
/// Viewers of one dashboard of twelve panels, each refreshing every 10 s from a moment of its own, ask the portal what its charts
/// ask. Counted is what comes out on the other side, before a real Prometheus of 100,000 series.
/// </summary>
internal static partial class DashboardLoad
{
    private const int RefreshSeconds = 10;
    private const int RangeSeconds = 900;
    private const int Step = 5;

    private static readonly string[] Panels =
    [
        "sum by (service) (rate(bench_requests_total[1m]))", "sum(rate(bench_requests_total[1m]))", "topk(5, sum by (instance) (rate(bench_requests_total{service=\"s1\"}[1m])))",
        "histogram_quantile(0.95, sum by (le) (rate(bench_latency_seconds_bucket{service=\"s2\"}[1m])))", "histogram_quantile(0.5, sum by (le, service) (rate(bench_latency_seconds_bucket{service=~\"s[1-4]\"}[1m])))",
        "avg by (service) (bench_temperature_celsius)", "max(bench_temperature_celsius)", "bench_temperature_celsius{service=\"s3\",path=\"/p1\"}",
        "sum by (path) (bench_memory_bytes{service=\"s4\"})", "sum(bench_memory_bytes)", "count(bench_memory_bytes > 1e9)", "avg_over_time(bench_temperature_celsius{service=\"s5\",path=\"/p2\"}[2m])",
    ];

    /// <param name="args">The command's name, and seconds for each number of viewers (300).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300;
        var port = FreePorts.Run(3);
        await using var many = await ManySeries.StartAsync(port, port + 1);
        await using var proxy = await CountingProxy.StartAsync(port + 2, many.Url);
        await using var stack = await Stack.StartAsync(new Dictionary<string, string> { ["Prometheus__Servers__bench__Url"] = $"http://127.0.0.1:{port + 2}" });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        var session = await Session.SignInAsync(browser, stack);
        await many.WarmAsync(8);
        var portal = PortalProcess(stack.FirstPort);
        Console.WriteLine($"{ManySeries.Series} series, {Panels.Length} panels, a range of {RangeSeconds / 60} min by {Step} s, refreshed each {RefreshSeconds} s, {seconds} s for each row; load average {File.ReadAllText("/proc/loadavg").Trim()}\n");
        Console.WriteLine("| viewers | asked of the portal | not answered | upstream queries | against one viewer | samples read upstream | against one viewer | p50 | p95 | portal's memory |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var one = default(Upstream);
        var ratio = 0.0;
        var why = new List<(int Viewers, string Cause)>();
        foreach (var viewers in new[] { 1, 10, 100 })
        {
            var before = proxy.Counted;
            var took = new List<double>();
            var failed = new List<string>();
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            await Task.WhenAll(Enumerable.Range(0, viewers).Select(n => ViewAsync(stack.Portal, session.CookieHeader, TimeSpan.FromSeconds((double)RefreshSeconds * n / viewers), took, failed, end.Token)));
            var cost = proxy.Counted - before;
            if (viewers == 1)
                one = cost;
            ratio = (double)cost.Queries / one.Queries;
            took.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {viewers} | {took.Count + failed.Count:N0} | {failed.Count} | {cost.Queries:N0} | {ratio:0.00} | {cost.Samples:N0} | {(double)cost.Samples / one.Samples:0.00} | {At(took, .5):0} ms | {At(took, .95):0} ms | {Memory(portal) / 1e6:0} MB |"));
            why.AddRange(failed.Select(cause => (viewers, cause)));
        }
        if (why.Count > 0)
            Console.WriteLine("\n| viewers | not answered | why |\n|---|---|---|");
        foreach (var reason in why.GroupBy(one => one).OrderBy(group => group.Key.Viewers).ThenByDescending(group => group.Count()))
            Console.WriteLine($"| {reason.Key.Viewers} | {reason.Count()} | {reason.Key.Cause} |");
        await CircuitMemory.RunAsync(stack.Portal, session.CookieHeader, portal);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nLoad average at the end {File.ReadAllText("/proc/loadavg").Trim()}. 100 viewers cost {ratio:0.00} times what one costs (promised: at most 1.10)."));
        return ratio <= 1.1 ? 0 : 1;
    }

    private static async Task ViewAsync(Uri portal, string cookie, TimeSpan phase, List<double> took, List<string> failed, CancellationToken end)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = portal };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        try
        {
            await Task.Delay(phase, end);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(RefreshSeconds));
            do
            {
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / Step * Step;
                await Task.WhenAll(Panels.Select(async panel =>
                {
                    var started = Stopwatch.GetTimestamp();
                    var cause = await AskAsync(http, $"/api/v1/query_range?server=bench&query={Uri.EscapeDataString(panel)}&start={now - RangeSeconds}&end={now}&step={Step}", end);
                    lock (took)
                    {
                        if (cause is null)
                            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                        else
                            failed.Add(cause);
                    }
                }));
            }
            while (await timer.WaitForNextTickAsync(end));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    /// <returns>Null for an answer; otherwise why there was none, in words that are the same for the same cause.</returns>
    private static async Task<string?> AskAsync(HttpClient http, string address, CancellationToken end)
    {
        try
        {
            using var answer = await http.GetAsync(address, end);
            var body = await answer.Content.ReadAsStringAsync(end);
            if (answer.IsSuccessStatusCode && body.Contains("\"error\":null", StringComparison.Ordinal))
                return null;
            return $"{(int)answer.StatusCode}: {Digits().Replace(Reason().Match(body) is { Success: true } reason ? reason.Groups[1].Value : "no reason given", "n")}";
        }
        catch (HttpRequestException error)
        {
            return $"no answer: {error.HttpRequestError}";
        }
        catch (TaskCanceledException) when (!end.IsCancellationRequested)
        {
            return "no answer in the client's 100 s";
        }
    }

    private static double At(List<double> sorted, double quantile) => sorted.Count == 0 ? double.NaN : sorted[(int)Math.Ceiling(quantile * (sorted.Count - 1))];

    private static Process PortalProcess(int port)
    {
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                if (File.ReadAllText(folder + "/cmdline").Contains("OpsPortal.dll", StringComparison.Ordinal) && File.ReadAllText(folder + "/environ").Contains($"ASPNETCORE_URLS=http://127.0.0.1:{port}\0", StringComparison.Ordinal))
                    return Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Ended meanwhile, or somebody else's.
            }
        }
        throw new InvalidOperationException("The portal's process was not found.");
    }

    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    [GeneratedRegex("\"(?:reason|detail|title)\":\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Reason();

    // Seconds and counts differ from time to time, the cause doesn't.
    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Digits();
}
