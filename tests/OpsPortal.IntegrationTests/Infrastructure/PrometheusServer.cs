using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>
/// A real Prometheus on a free port with a data folder of its own, filled by promtool with the samples that a test made up.
/// It scrapes nothing, unless a test says what.
/// </summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsportal-prom-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    public string Url => $"http://127.0.0.1:{_port}";

    public static async Task<PrometheusServer> StartAsync(IEnumerable<SampleSeries> series)
    {
        var server = new PrometheusServer();
        await server.FillAsync(series);
        await server.StartAsync();
        return server;
    }

    /// <param name="fill">Writes blocks into the data folder that it is given.</param>
    public static async Task<PrometheusServer> StartFilledAsync(Func<string, Task> fill)
    {
        var server = new PrometheusServer();
        await fill(server.Data);
        await server.StartAsync();
        return server;
    }

    /// <param name="scraped">host:port of pages that it scrapes each second.</param>
    public static async Task<PrometheusServer> StartScrapingAsync(params string[] scraped)
    {
        var server = new PrometheusServer();
        await server.StartAsync(scraped);
        return server;
    }

    public async Task StartAsync(params string[] scraped)
    {
        var config = Path.Combine(_folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, scraped.Length == 0 ? "global: {scrape_interval: 1h}\n" : $$"""
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: gpus
                static_configs: [{targets: [{{string.Join(", ", scraped.Select(target => $"\"{target}\""))}}]}]

            """);
        _process = Start("prometheus", $"--config.file={config}", $"--storage.tsdb.path={Data}", "--storage.tsdb.retention.time=500d", $"--web.listen-address=127.0.0.1:{_port}", "--log.level=error", "--enable-feature=exemplar-storage");
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await http.GetAsync(Url + "/-/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (tries < 600 && !_process.HasExited)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
    }

    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    // One file a day: promtool reads its input anew for each block of two hours.
    private async Task FillAsync(IEnumerable<SampleSeries> series)
    {
        var days = new SortedDictionary<long, StringBuilder>();
        foreach (var one in series)
        {
            foreach (var (time, value) in one.Samples)
            {
                var day = (long)Math.Floor(time / 86_400);
                if (!days.TryGetValue(day, out var text))
                    days[day] = text = new StringBuilder();
                text.Append(CultureInfo.InvariantCulture, $"{one.Name} {value:R} {time:0.###}\n");
            }
        }
        foreach (var (day, text) in days)
        {
            var file = Path.Combine(_folder, $"{day}.om");
            await File.WriteAllTextAsync(file, text.Append("# EOF\n").ToString());
            await BlocksAsync(file, Data);
        }
    }

    /// <summary>Makes blocks of a file in OpenMetrics format; throws when promtool doesn't take it.</summary>
    /// <param name="options">Of promtool's <c>create-blocks-from</c>.</param>
    public static async Task BlocksAsync(string file, string data, params string[] options)
    {
        using var promtool = Start("promtool", ["tsdb", "create-blocks-from", .. options, "openmetrics", file, data]);
        await promtool.WaitForExitAsync();
        if (promtool.ExitCode != 0)
            throw new InvalidOperationException($"promtool ended with {promtool.ExitCode} over {file}.");
    }

    private static Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}

/// <summary>A series as it was scraped.</summary>
/// <param name="Name">With its labels: <c>x_total{job="a"}</c>.</param>
/// <param name="Samples">Unix seconds and values, rising in time.</param>
public sealed record SampleSeries(string Name, IReadOnlyList<(double Time, double Value)> Samples);
