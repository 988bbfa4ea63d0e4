using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Costs;

/// <summary>A real Prometheus with a year of token counters: five services of ten models, tokens in and out, one sample a minute; one series in ten restarts each week.</summary>
internal sealed class YearOfTokens : IAsyncDisposable
{
    public const int Services = 5;
    public const int Models = 10;
    public const int Days = 365;
    private const int Step = 60;

    // One pass of promtool for each of its blocks: long ones keep that to one or two.
    private const int DaysInFile = 18;
    private static readonly string[] Types = ["input", "output"];
    private readonly string _folder = Directory.CreateTempSubdirectory("opsportal-bench-year-").FullName;
    private Process? _prometheus;

    /// <summary>Unix seconds: midnight of the first day.</summary>
    public required long Start { get; init; }

    public int Port { get; } = FreePorts.One();

    public static async Task<YearOfTokens> StartAsync()
    {
        var today = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 86_400 * 86_400;
        var year = new YearOfTokens { Start = today - Days * 86_400L };
        await year.FillAsync();
        var config = Path.Combine(year._folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, "global: {scrape_interval: 1h}\n");
        year._prometheus = Run("prometheus", $"--config.file={config}", $"--storage.tsdb.path={year._folder}/data", "--storage.tsdb.retention.time=500d", $"--web.listen-address=127.0.0.1:{year.Port}", "--log.level=error");
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await http.GetAsync($"http://127.0.0.1:{year.Port}/-/ready")).IsSuccessStatusCode)
                    return year;
            }
            catch (HttpRequestException) when (tries < 600 && !year._prometheus.HasExited)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
    }

    /// <summary>What all series counted together, as their samples tell: the sum of the rises and of what came after a restart, after the first sample.</summary>
    public decimal Counted { get; private set; }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is { HasExited: false })
        {
            _prometheus.Kill();
            await _prometheus.WaitForExitAsync();
        }
        _prometheus?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task FillAsync()
    {
        var values = new long[Services * Models * Types.Length];
        for (var from = Start; from < Start + Days * 86_400L; from += DaysInFile * 86_400L)
        {
            var file = Path.Combine(_folder, "some.om");
            // The last sample is the one at midnight today: it closes the last day.
            var to = Math.Min(from + DaysInFile * 86_400L, Start + Days * 86_400L + 1);
            await using (var writer = new StreamWriter(file, false, new UTF8Encoding(false), 1 << 20))
            {
                for (var series = 0; series < values.Length; series++)
                    Write(writer, series, ref values[series], from, to);
                await writer.WriteAsync("# EOF\n");
            }
            using var promtool = Run("promtool", "tsdb", "create-blocks-from", "--quiet", $"--max-block-duration={DaysInFile * 24 + 54}h", "openmetrics", file, Path.Combine(_folder, "data"));
            await promtool.WaitForExitAsync();
            if (promtool.ExitCode != 0)
                throw new InvalidOperationException($"promtool ended with {promtool.ExitCode}.");
            File.Delete(file);
        }
    }

    private void Write(StreamWriter writer, int series, ref long value, long from, long to)
    {
        var name = $"tokens_total{{job=\"s{series / (Models * 2)}\",instance=\"i\",model=\"m{series / 2 % Models}\",type=\"{Types[series % 2]}\"}} ";
        for (var time = from; time < to; time += Step)
        {
            var rise = (time / Step * 31 + series * 17) % 997;
            var restarts = series % 10 == 0 && time % (7 * 86_400) == 36_000;
            if (time > Start)
                Counted += rise;
            value = restarts ? rise : value + rise;
            writer.Write(name);
            writer.Write(value);
            writer.Write(' ');
            writer.WriteLine(time.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static Process Run(string command, params string[] arguments)
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
