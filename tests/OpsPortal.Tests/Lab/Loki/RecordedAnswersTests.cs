using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsPortal.Tests.Lab.Loki;

/// <summary>The lab's Loki API answers the recorded requests as Loki 3.7.6 did.</summary>
public sealed class RecordedAnswersTests
{
    // These answers count lines that no recorded answer shows.
    private static readonly string[] NeedAllLines =
    [
        "query-range-error-pipeline", "query-range-error-too-many-series", "query-range-error-unwrap-not-numeric", "query-range-interval",
    ];

    public static TheoryData<string> LineQueries => [.. RecordedAnswer.All("query-range-*").Where(a => ResultType(a) == "streams" && !NeedAllLines.Contains(a.Name)).Select(a => a.Name)];

    public static TheoryData<string> Refusals => [.. RecordedAnswer.All("query*").Concat(RecordedAnswer.All("series-error-parse")).Concat(RecordedAnswer.All("labels-error*"))
        .Where(a => (int)a.Status >= 400 && !NeedAllLines.Contains(a.Name)).Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(LineQueries))]
    public async Task QueryRange_Lines_AreThoseThatLokiGave(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync(RecordedLines.All);

        using var response = await server.SendAsync(recorded);
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(recorded.Status, text);
        response.Content.Headers.ContentType!.ToString().ShouldBe(recorded.ContentType);
        var data = JsonNode.Parse(text)!["data"]!;
        var wanted = JsonNode.Parse(recorded.Text)!["data"]!;
        data["encodingFlags"]?.ToJsonString().ShouldBe(wanted["encodingFlags"]?.ToJsonString());
        Streams(data).ShouldBe(Streams(wanted));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task AnyQuery_Wrong_IsRefusedInLokisWords(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync(RecordedLines.All);

        using var response = await server.SendAsync(recorded);

        (await response.Content.ReadAsStringAsync()).ShouldBe(recorded.Text);
        response.StatusCode.ShouldBe(recorded.Status);
        response.Content.Headers.ContentType!.ToString().ShouldBe(recorded.ContentType);
    }

    [Theory]
    [InlineData("query-metric-empty")]
    [InlineData("query-metric-scalar-vector")]
    [InlineData("query-range-metric-absent")]
    [InlineData("query-range-metric-empty")]
    [InlineData("query-range-metric-vector-fallback")]
    [InlineData("query-range-metric-unwrap-error")]
    public async Task MetricQuery_ThatNeedsNoLines_GivesTheSameNumbers(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync(RecordedLines.All);

        using var response = await server.SendAsync(recorded);
        var data = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]!;

        Result(data).ShouldBe(Result(JsonNode.Parse(recorded.Text)!["data"]!));
    }

    [Theory]
    [InlineData("label-values-environment")]
    [InlineData("label-values-level")]
    [InlineData("label-values-service")]
    [InlineData("label-values-service_name")]
    [InlineData("label-values-unknown")]
    [InlineData("label-values-with-query")]
    [InlineData("labels")]
    [InlineData("labels-empty-range")]
    [InlineData("labels-with-query")]
    [InlineData("series-empty")]
    [InlineData("ready-200")]
    [InlineData("unknown-path-404")]
    [InlineData("wrong-method")]
    public async Task Metadata_IsTheSame(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        await using var server = await LokiServer.StartAsync(RecordedLines.All);

        using var response = await server.SendAsync(recorded);
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(recorded.Status);
        if (recorded.Body.ValueKind == JsonValueKind.String)
            text.ShouldBe(recorded.Text);
        else
            JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(recorded.Text)).ShouldBeTrue(text);
    }

    private static string? ResultType(RecordedAnswer answer)
        => answer.Body.ValueKind == JsonValueKind.Object && answer.Body.TryGetProperty("data", out var data) ? data.GetProperty("resultType").GetString() : null;

    // Streams come in no order, and so do an object's members.
    private static string[] Streams(JsonNode data)
        => [.. data["result"]!.AsArray().Select(stream => Canonical(stream!)).Order(StringComparer.Ordinal)];

    private static string Result(JsonNode data) => data["resultType"] + " " + Canonical(data["result"]!);

    private static string Canonical(JsonNode node) => node switch
    {
        JsonObject members => "{" + string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => JsonSerializer.Serialize(m.Key) + ":" + Canonical(m.Value!))) + "}",
        JsonArray items => "[" + string.Join(",\n", items.Select(item => Canonical(item!))) + "]",
        _ => node.ToJsonString(),
    };
}
