using System.Globalization;
using System.Text;
using OpsPortal.IntegrationTests.Infrastructure;

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
    private PrometheusServer _prometheus = null!;

    /// <summary>Unix seconds: midnight of the first day.</summary>
    public required long Start { get; init; }

    public string Url => _prometheus.Url;

    public static async Task<YearOfTokens> StartAsync()
    {
        var today = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 86_400 * 86_400;
        var year = new YearOfTokens { Start = today - Days * 86_400L };
        year._prometheus = await PrometheusServer.StartFilledAsync(year.FillAsync);
        return year;
    }

    /// <summary>What all series counted together, as their samples tell: the sum of the rises and of what came after a restart, after the first sample.</summary>
    public decimal Counted { get; private set; }

    public ValueTask DisposeAsync() => _prometheus.DisposeAsync();

    private async Task FillAsync(string data)
    {
        var file = Path.GetTempFileName();
        var values = new long[Services * Models * Types.Length];
        for (var from = Start; from < Start + Days * 86_400L; from += DaysInFile * 86_400L)
        {
            // The last sample is the one at midnight today: it closes the last day.
            var to = Math.Min(from + DaysInFile * 86_400L, Start + Days * 86_400L + 1);
            await using (var writer = new StreamWriter(file, false, new UTF8Encoding(false), 1 << 20))
            {
                for (var series = 0; series < values.Length; series++)
                    Write(writer, series, ref values[series], from, to);
                await writer.WriteAsync("# EOF\n");
            }
            await PrometheusServer.BlocksAsync(file, data, "--quiet", $"--max-block-duration={DaysInFile * 24 + 54}h");
        }
        File.Delete(file);
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
}
