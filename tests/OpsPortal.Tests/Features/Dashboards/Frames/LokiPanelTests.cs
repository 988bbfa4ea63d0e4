using System.Net;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

/// <summary>Panels and variables of Loki over answers recorded from Loki 3.7.6.</summary>
public sealed class LokiPanelTests
{
    private const string Source = "\"datasource\":{\"type\":\"loki\",\"uid\":\"l\"}";

    [Fact]
    public async Task Lines_AreAFrameWithLabelsOfAllKinds()
    {
        var (engine, answer) = await AskAsync("query-range-json-filter-categorized", "logs", "\"maxLines\":5");

        var frame = answer.Frames.ShouldHaveSingleItem();
        frame.Fields.Select(field => field.Name).ShouldBe(["time", "body", "labels", "id"]);
        var row = Enumerable.Range(0, frame.Length).Single(i => frame.Fields[0].Number(i) == 1795220174352d);
        var labels = (IReadOnlyDictionary<string, string>)frame.Fields[2].Values[row]!;
        (labels["instance"], labels["trace_id"], labels["duration_ms"]).ShouldBe(("ai-gateway-0", "a89a64e5d57b0e3c84f15b285df4b07c", "474.4"));
        engine.Loki.Asked.ShouldHaveSingleItem().ShouldContain("limit=5");
        (answer.Queries[0].Kind, answer.Queries[0].Server, answer.Queries[0].Series).ShouldBe(("logs", "Loki", frame.Length));
    }

    [Theory]
    [InlineData("query-range-metric-count-by-level")]
    [InlineData("query-range-metric-sum-by-service")]
    [InlineData("query-range-metric-gaps")]
    [InlineData("query-range-metric-inf-nan")]
    public async Task Figures_EachRecordedMatrix_IsDrawnPointByPoint(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var (engine, answer) = await AskAsync(name, "timeseries", $"\"legendFormat\":\"\",\"interval\":\"{recorded.Parameter("step")}\"");

        var wanted = recorded.Body.GetProperty("data").GetProperty("result").EnumerateArray()
            .SelectMany(series => series.GetProperty("values").EnumerateArray().Select(value => $"{value[0].GetDouble() * 1000} {Text(double.Parse(value[1].GetString()!.Replace("+Inf", "Infinity").Replace("-Inf", "-Infinity")))}")).Order().ToArray();
        var got = answer.Frames.SelectMany(frame => frame.Fields.Skip(1).SelectMany(field => Enumerable.Range(0, frame.Length).Where(row => field.Number(row) is not null).Select(row => $"{frame.Fields[0].Number(row)} {Text(field.Number(row)!.Value)}"))).Order().ToArray();
        got.Length.ShouldBeGreaterThan(0);
        got.Except(wanted).ShouldBeEmpty();
        engine.Handler.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Instant_Table_HasAColumnALabel()
    {
        var (_, answer) = await AskAsync("query-metric-vector", "table", "\"queryType\":\"instant\",\"format\":\"table\"", "sum by (service, level) (count_over_time({service=~\\\".+\\\"}[6h]))");

        var frame = answer.Frames.ShouldHaveSingleItem();
        frame.Fields.Select(field => field.Name).ShouldBe(["Time", "level", "service", "Value"]);
        var row = Enumerable.Range(0, frame.Length).Single(i => Equals(frame.Fields[1].Values[i], "debug") && Equals(frame.Fields[2].Values[i], "ai-gateway"));
        frame.Fields[3].Number(row).ShouldBe(154);
    }

    [Fact]
    public async Task Refused_SaysLokisWords()
    {
        var (_, answer) = await AskAsync("query-error-parse", "timeseries", "\"interval\":\"1m\"", "sum(rate({service=\\\"x\\\"}[5m])");

        (answer.State.Kind, answer.State.Text).ShouldBe(("failed", "parse error at line 1, col 28: syntax error: unexpected $end"));
    }

    [Fact]
    public async Task MaskedField_UnderAnotherName_IsNotAsked()
    {
        var (engine, answer) = await AskAsync("query-range-metric-count-by-level", "timeseries", "\"interval\":\"1m\"", "sum by (x) (count_over_time({a=\\\"b\\\"} | json | label_format x=password [5m]))");

        answer.State.Kind.ShouldBe("failed");
        answer.State.Text.ShouldContain("masked");
        engine.Loki.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"label_names()\"", "labels", "/labels?", "environment instance level service service_name")]
    [InlineData("\"label_values(service)\"", "label-values-service", "/label/service/values?", "ai-gateway aurelis h200-api hdc-toolkit microdiff")]
    [InlineData("\"label_values({service=\\\"aurelis\\\"}, instance)\"", "label-values-with-query", "query={service=\"aurelis\"}", "aurelis-0 aurelis-1")]
    [InlineData("{\"label\":\"instance\",\"stream\":\"{service=\\\"aurelis\\\"}\",\"type\":1,\"refId\":\"x\"}", "label-values-with-query", "query={service=\"aurelis\"}", "aurelis-0 aurelis-1")]
    [InlineData("\"label_values(nothing)\"", "label-values-unknown", "/label/nothing/values?", "")]
    public async Task Variable_EachForm_HasLokisNames(string query, string recorded, string asked, string expected)
    {
        var engine = Replay(recorded);
        var dashboard = Engine.WithPanel("""{"id":1,"type":"text"}""", $$"""[{"name":"v","type":"query",{{Source}},"query":{{query}},"refresh":1}]""");

        var variables = await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(), Engine.From, Engine.To, default);

        variables.Find("v")!.Error.ShouldBeNull();
        string.Join(' ', variables.Find("v")!.Options.Select(option => option.Value)).ShouldBe(expected);
        engine.Loki.Asked.ShouldHaveSingleItem().ShouldContain(asked);
    }

    private static string Text(double value) => value.ToString("R");

    private static Engine Replay(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        return new Engine((_, _) => Task.FromResult(StubHandler.Response(HttpStatusCode.InternalServerError, "text/plain", "not asked")),
            (_, _) => Task.FromResult(StubHandler.Response(recorded.Status, recorded.ContentType, recorded.Text)));
    }

    private static async Task<(Engine Engine, PanelAnswer Answer)> AskAsync(string name, string type, string more, string? expr = null)
    {
        var engine = Replay(name);
        expr ??= RecordedAnswer.Load(name).Query.Replace("\\", "\\\\").Replace("\"", "\\\"");
        var dashboard = Engine.WithPanel($$"""{"id":1,"type":"{{type}}",{{Source}},"targets":[{"refId":"A","expr":"{{expr}}",{{more}}}]}""");
        var panel = dashboard.FindPanel(1)!;
        // The recorded window: six hours of 2026-11-21.
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(1795210200), DateTimeOffset.FromUnixTimeSeconds(1795231800));
        var variables = await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(), from, to, default);
        return (engine, await engine.Data.AskAsync(new PanelQuestion(dashboard, panel, variables, null, QueryWindow.Of(panel, from, to, 2000, variables, null)), default));
    }
}
