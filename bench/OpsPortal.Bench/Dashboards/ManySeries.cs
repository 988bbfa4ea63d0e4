using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsPortal.Bench.Dashboards;

/// <summary>A real Prometheus that scrapes 100,000 series each 15 s from an exporter of ours.</summary>
internal sealed class ManySeries : IAsyncDisposable
{
    public const int Series = 100_000;
    private const int Each = Series / 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("opsportal-bench-").FullName;
    private readonly long _started = Stopwatch.GetTimestamp();
    private WebApplication? _exporter;
    private Process? _prometheus;

    public required Uri Url { get; init; }

    public static async Task<ManySeries> StartAsync(int port, int exporterPort)
    {
        var many = new ManySeries { Url = new Uri($"http://127.0.0.1:{port}") };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{exporterPort}");
        many._exporter = builder.Build();
        many._exporter.Run(many.WriteAsync);
        await many._exporter.StartAsync();
        var config = Path.Combine(many._folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $"global: {{scrape_interval: 15s, scrape_timeout: 14s}}\nscrape_configs: [{{job_name: bench, static_configs: [{{targets: ['127.0.0.1:{exporterPort}']}}]}}]\n");
        var start = new ProcessStartInfo("prometheus") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { $"--config.file={config}", $"--storage.tsdb.path={many._folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error" })
            start.ArgumentList.Add(argument);
        many._prometheus = Process.Start(start)!;
        many._prometheus.BeginOutputReadLine();
        many._prometheus.BeginErrorReadLine();
        return many;
    }

    /// <summary>Waits until all series have been scraped some times.</summary>
    public async Task WarmAsync(int scrapes)
    {
        using var http = new HttpClient();
        for (var second = 0; second < 300; second++)
        {
            await Task.Delay(1000);
            try
            {
                var answer = await http.GetStringAsync(new Uri(Url, $"/api/v1/query?query=sum_over_time((scrape_samples_scraped>bool {Series - 1})[10m:15s])"));
                if (System.Text.RegularExpressions.Regex.Match(answer, "\"(\\d+)\"\\]") is { Success: true } match && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) >= scrapes)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        throw new TimeoutException("Prometheus did not scrape all series within five minutes.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        _prometheus?.Dispose();
        if (_exporter is not null)
            await _exporter.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WriteAsync(HttpContext context)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var text = new StringBuilder(1 << 20);
        context.Response.ContentType = "text/plain; version=0.0.4";
        for (var i = 0; i < Each; i++)
        {
            var labels = $"service=\"s{i % 20}\",instance=\"i{i / 20 % 125}\",path=\"/p{i / 2500}\"";
            text.Append(CultureInfo.InvariantCulture, $"bench_requests_total{{{labels}}} {(long)(seconds * (i % 97 + 1))}\n");
            text.Append(CultureInfo.InvariantCulture, $"bench_latency_seconds_bucket{{service=\"s{i % 20}\",instance=\"i{i / 200}\",le=\"{(i / 20 % 10 == 9 ? "+Inf" : (i / 20 % 10 + 1).ToString(CultureInfo.InvariantCulture))}\"}} {(long)(seconds * (i / 20 % 10 + 1) * 3)}\n");
            text.Append(CultureInfo.InvariantCulture, $"bench_temperature_celsius{{{labels}}} {40 + 20 * Math.Sin(seconds / 60 + i):0.##}\n");
            text.Append(CultureInfo.InvariantCulture, $"bench_memory_bytes{{{labels}}} {1e9 + 1e8 * Math.Sin(seconds / 90 + i):0}\n");
            if (text.Length < 1 << 19)
                continue;
            await context.Response.WriteAsync(text.ToString());
            text.Clear();
        }
        await context.Response.WriteAsync(text.ToString());
    }
}
