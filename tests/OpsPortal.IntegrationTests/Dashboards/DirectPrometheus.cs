using System.Globalization;
using System.Text.Json;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>Asks Prometheus past the portal. A series is its labels, sorted, and its values by Unix milliseconds; null is a refusal.</summary>
internal sealed class DirectPrometheus(string url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url) };

    public void Dispose() => _http.Dispose();

    public async Task<IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)>?> RangeAsync(string expr, long fromMs, long toMs, double step)
        => await AskAsync(FormattableString.Invariant($"/api/v1/query_range?query={Uri.EscapeDataString(expr)}&start={fromMs / 1000.0}&end={toMs / 1000.0}&step={step}"));

    public async Task<IReadOnlyList<(string Labels, IReadOnlyDictionary<long, double> Values)>?> InstantAsync(string expr, long atMs)
        => await AskAsync(FormattableString.Invariant($"/api/v1/query?query={Uri.EscapeDataString(expr)}&time={atMs / 1000.0}"));

    public static string Key(IEnumerable<(string Name, string Value)> labels)
        => string.Join(',', labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}={label.Value}"));

    private async Task<IReadOnlyList<(string, IReadOnlyDictionary<long, double>)>?> AskAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        if (!response.IsSuccessStatusCode)
            return null;
        var data = json.RootElement.GetProperty("data");
        if (data.GetProperty("resultType").GetString() == "scalar")
            return [("", Points([data.GetProperty("result")]))];
        return [.. data.GetProperty("result").EnumerateArray().Select(series => (
            Key(series.GetProperty("metric").EnumerateObject().Select(label => (label.Name, label.Value.GetString()!))),
            Points(series.TryGetProperty("values", out var values) ? [.. values.EnumerateArray()] : [series.GetProperty("value")])))];
    }

    private static Dictionary<long, double> Points(JsonElement[] pairs)
        => pairs.ToDictionary(pair => (long)Math.Round(pair[0].GetDouble() * 1000), pair => Number(pair[1].GetString()!));

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
