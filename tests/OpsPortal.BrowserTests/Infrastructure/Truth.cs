using System.Globalization;
using System.Text.Json;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>Asks Prometheus directly, past the portal.</summary>
public sealed class Truth(Uri prometheus) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = prometheus, Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _http.Dispose();

    /// <summary>The only value of an expression at one instant; null when there is none.</summary>
    public async Task<double?> ValueAsync(string promql, DateTimeOffset at)
    {
        var answer = await _http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(promql)}&time={at.ToUnixTimeSeconds()}");
        using var json = JsonDocument.Parse(answer);
        var result = json.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0 ? null : double.Parse(result[0].GetProperty("value")[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The value of each series at one instant (Unix milliseconds).</summary>
    public async Task<IReadOnlyList<double>> InstantAsync(string promql, long at)
        => [.. (await ResultAsync(FormattableString.Invariant($"/api/v1/query?query={Uri.EscapeDataString(promql)}&time={at / 1000.0}"))).Select(series => Number(series.GetProperty("value")[1]))];

    /// <summary>Each series of a range (Unix seconds): its values by time.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<long, double>>> RangeAsync(string promql, long start, long end, long step)
        => [.. (await ResultAsync($"/api/v1/query_range?query={Uri.EscapeDataString(promql)}&start={start}&end={end}&step={step}"))
            .Select(series => series.GetProperty("values").EnumerateArray().ToDictionary(point => (long)Math.Round(point[0].GetDouble()), point => Number(point[1])))];

    private async Task<JsonElement[]> ResultAsync(string path)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync(path));
        return [.. json.RootElement.Clone().GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    private static double Number(JsonElement text) => text.GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number!, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>Holds a figure of a page against Prometheus, within one scrape before and after it was measured.</summary>
    public async Task ShouldAgreeAsync(double shown, string promql, DateTimeOffset measuredAt, int scrapeSeconds = 30)
    {
        var values = new List<double>();
        for (var offset = -scrapeSeconds; offset <= scrapeSeconds; offset += 5)
        {
            if (await ValueAsync(promql, measuredAt.AddSeconds(offset)) is { } value)
                values.Add(value);
        }
        values.ShouldNotBeEmpty($"Prometheus has nothing for {promql}");
        var slack = Math.Abs(values.Max()) * 1e-9;
        shown.ShouldBeInRange(values.Min() - slack, values.Max() + slack, promql);
    }
}
