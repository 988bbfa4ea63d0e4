using System.Net;
using System.Text.Json.Nodes;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Tests.Lab.Loki;

/// <summary>Numbers over lines, worked out by hand.</summary>
public sealed class MetricQueryTests
{
    // A whole minute, so that steps and lines fall together.
    private const long Start = 1_795_210_200;

    // Lines at +10 s, +20 s, … +120 s: every third is an error, and each says how long it took.
    private static readonly IReadOnlyList<LogLine> Lines =
    [
        .. Enumerable.Range(1, 12).Select(i => new LogLine(
            (Start + (10 * i)) * 1_000_000_000,
            LogLabels.Of(("service", i <= 8 ? "h200" : "hdc"), ("level", i % 3 == 0 ? "error" : "info")),
            $$"""{"msg":"line {{i}}","took_ms":{{i * 10}}}""",
            LogLine.NoMetadata)),
    ];

    [Theory]
    [InlineData("""sum(count_over_time({service=~".+"}[1m]))""", "{}=6,6")]
    [InlineData("""sum by (level) (count_over_time({service=~".+"}[1m]))""", """{level="error"}=2,2 {level="info"}=4,4""")]
    [InlineData("""sum by (service) (rate({service=~".+"}[1m]))""", """{service="h200"}=0.1,0.03333333333333333 {service="hdc"}=-,0.06666666666666667""")]
    [InlineData("""sum(count_over_time({level="error"} |= "line 3" [1m]))""", "{}=1,-")]
    [InlineData("""sum(count_over_time({level="error"}[1m] offset 1m))""", "{}=-,2")]
    [InlineData("""avg_over_time({service="h200"} | json | unwrap took_ms [1m]) by (service)""", """{service="h200"}=35,75""")]
    [InlineData("""max_over_time({service=~".+"} | json | unwrap took_ms [1m]) by (level)""", """{level="error"}=60,120 {level="info"}=50,110""")]
    [InlineData("""quantile_over_time(0.5, {service=~".+"} | json | unwrap took_ms [1m]) by (none)""", "{}=35,95")]
    [InlineData("""sum by (service) (count_over_time({level="error"}[1m])) / sum by (service) (count_over_time({service=~".+"}[1m]))""",
        """{service="h200"}=0.3333333333333333,- {service="hdc"}=-,0.5""")]
    [InlineData("""sum(count_over_time({service=~".+"}[1m])) * 2 > 10""", "{}=12,12")]
    [InlineData("""sum(count_over_time({service=~".+"}[1m])) > bool 10""", "{}=0,0")]
    [InlineData("""topk(1, sum by (level) (count_over_time({service=~".+"}[1m])))""", """{level="info"}=4,4""")]
    [InlineData("""count(sum by (level) (count_over_time({service=~".+"}[1m])))""", "{}=2,2")]
    [InlineData("""sum(bytes_over_time({service="h200"}[1m]))""", "{}=174,58")]
    [InlineData("""sum(count_over_time({service="none"}[1m])) or vector(0)""", "{}=0,0")]
    public async Task QueryRange_Metric_IsAsWorkedOutByHand(string query, string expected)
    {
        await using var server = await LokiServer.StartAsync(Lines);

        using var response = await server.AskAsync("query_range", "query", query, "start", $"{Start + 60}", "end", $"{Start + 120}", "step", "60");
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        string.Join(' ', JsonNode.Parse(text)!["data"]!["result"]!.AsArray().Select(series => Print(series!))).ShouldBe(expected);
    }

    [Fact]
    public async Task QueryRange_LineWithoutTheField_IsRefusedUntilErrorsAreFiltered()
    {
        LogLine[] odd = [.. Lines, new((Start + 65) * 1_000_000_000, LogLabels.Of(("service", "h200"), ("level", "info")), """{"took_ms":"soon"}""", LogLine.NoMetadata)];
        await using var server = await LokiServer.StartAsync(odd);
        const string bare = """sum_over_time({service="h200"} | json | unwrap took_ms [5m])""";

        using var refused = await server.AskAsync("query", "query", $"sum({bare})", "time", $"{Start + 120}");
        using var answered = await server.AskAsync("query", "query", $"sum({bare.Replace("took_ms [", """took_ms | __error__="" [""")})", "time", $"{Start + 120}");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldStartWith("pipeline error: 'SampleExtractionErr' for series: '{__error__=\"SampleExtractionErr\"");
        (await answered.Content.ReadAsStringAsync()).ShouldContain("\"360\"");
    }

    [Fact]
    public async Task QueryRange_WithoutStep_TakesA250thOfTheRange()
    {
        await using var server = await LokiServer.StartAsync(Lines);

        using var response = await server.AskAsync(
            "query_range", "query", """sum(count_over_time({service=~".+"}[5m]))""", "start", $"{Start}", "end", $"{Start + 3600}");
        var times = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]!["result"]![0]!["values"]!.AsArray().Select(v => (long)v![0]!).ToArray();

        (times[1] - times[0]).ShouldBe(14);
        (times[0] % 14).ShouldBe(0);
    }

    private static string Print(JsonNode series)
    {
        var labels = string.Join(", ", series["metric"]!.AsObject().Select(label => $"{label.Key}=\"{label.Value}\""));
        var values = series["values"]!.AsArray().ToDictionary(v => (long)v![0]!, v => (string)v![1]!);
        return $"{{{labels}}}={string.Join(',', new[] { Start + 60, Start + 120 }.Select(at => values.GetValueOrDefault(at, "-")))}";
    }
}
