using OpsPortal.Features.Dashboards.Frames;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

/// <summary>How queries of real files are asked, and what their fields lead to.</summary>
public sealed class PanelQueryTests
{
    [Theory]
    [InlineData("", "range")]
    [InlineData("\"instant\":false,\"range\":false,", "range")]
    [InlineData("\"instant\":true,", "instant")]
    [InlineData("\"instant\":true,\"range\":false,", "instant")]
    [InlineData("\"instant\":true,\"range\":true,", "range,instant")]
    [InlineData("\"range\":true,", "range")]
    public async Task Kind_OfEachSetting_IsAsked(string settings, string expected)
    {
        var engine = Engine.Answering(asked => asked.Contains("query_range") ? Engine.Matrix(("{}", [1])) : Engine.Vector(("{}", 1)));

        var answer = await engine.AskAsync(Engine.WithPanel($$"""{"id":1,"type":"stat","targets":[{{{settings}}"expr":"up"}]}"""));

        string.Join(',', answer.Queries.Select(query => query.Kind)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("/logs?x=${job}&${__url_time_range}", "/logs?x=a%20b&from=1790000000000&to=1790003600000")]
    [InlineData("${base}/d/x?y=$job", "https://grafana.example/p/d/x?y=a%20b")]
    [InlineData("/go?to=${base}", "/go?to=https%3A%2F%2Fgrafana.example%2Fp")]
    [InlineData("${typed}/x", "javascript%3Aalert%281%29/x")]
    [InlineData("/x?n=$__series_name&t=${__value_time}", "/x?n=${__series.name}&t=${__value.time}")]
    [InlineData("/x?$__all_variables", "/x?var-job=a%20b&var-base=https%3A%2F%2Fgrafana.example%2Fp&var-typed=javascript%3Aalert%281%29")]
    public async Task Link_WithVariables_IsAnAddress(string url, string expected)
    {
        var dashboard = Engine.WithPanel(
            $$$$"""{"id":1,"type":"stat","targets":[{"expr":"up"}],"fieldConfig":{"defaults":{"links":[{"title":"t","url":"{{{{url}}}}"}]}}}""",
            """[{"name":"job","type":"constant","query":"a b"},{"name":"base","type":"constant","query":"https://grafana.example/p"},{"name":"typed","type":"textbox","query":"javascript:alert(1)"}]""");

        var answer = await Engine.Answering(_ => Engine.Matrix(("{}", [1]))).AskAsync(dashboard);

        answer.Frames[0].Fields[1].Config["links"]![0]!["url"]!.GetValue<string>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("cpu", "")]
    [InlineData("cpu.*", "cpu-1,cpu-2")]
    [InlineData("/cpu/", "cpu-1,cpu-2")]
    [InlineData("/CPU-1/i", "cpu-1")]
    public async Task ByRegexp_BareOrDelimited_IsReadAsInGrafana(string pattern, string expected)
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{\"i\":\"cpu-1\"}", [1]), ("{\"i\":\"cpu-2\"}", [2]), ("{\"i\":\"mem\"}", [3])));

        var answer = await engine.AskAsync(Engine.WithPanel(
            $$$"""{"id":1,"type":"timeseries","targets":[{"expr":"a","legendFormat":"{{i}}"}],"fieldConfig":{"defaults":{},"overrides":[{"matcher":{"id":"byRegexp","options":"{{{pattern}}}"},"properties":[{"id":"unit","value":"s"}]}]}}"""));

        string.Join(',', answer.Frames[0].Fields.Where(field => field.Config["unit"] is not null).Select(field => field.Display)).ShouldBe(expected);
    }

    [Fact]
    public async Task Defaults_ThatAreNull_AreNotThere()
    {
        var answer = await Engine.Answering(_ => Engine.Matrix(("{}", [1]))).AskAsync(Engine.WithPanel(
            """{"id":1,"type":"timeseries","targets":[{"expr":"up"}],"fieldConfig":{"defaults":{"min":0,"max":null,"unit":null,"thresholds":{"steps":[{"color":"green","value":null}]}},"overrides":[]}}"""));

        answer.Frames[0].Fields[1].Config.ToJsonString().ShouldBe("""{"min":0,"thresholds":{"steps":[{"color":"green","value":null}]}}""");
    }

    [Theory]
    [InlineData("true", "other")]
    [InlineData("false", "a,b")]
    public async Task DashboardSource_WithTransforms_ShowsWhatTheOtherPanelShows(string with, string expected)
    {
        var dashboard = Engine.Read(
            $$$$"""
            {"title":"T","panels":[{"id":1,"type":"table","datasource":{"uid":"-- Dashboard --"},"targets":[{"panelId":2,"refId":"A","withTransforms":{{{{with}}}}}]},
             {"id":2,"type":"timeseries","targets":[{"expr":"x","legendFormat":"{{i}}"}],"transformations":[{"id":"reduce","options":{"reducers":["max"]}},{"id":"organize","options":{"excludeByName":{"Field":true},"renameByName":{"Max":"other"}}}]}]}
            """);

        var answer = await Engine.Answering(_ => Engine.Matrix(("{\"i\":\"a\"}", [1]), ("{\"i\":\"b\"}", [2]))).AskAsync(dashboard);

        string.Join(',', answer.Frames.SelectMany(frame => frame.Fields).Where(field => field.Type == FieldType.Number).Select(field => field.Display)).ShouldBe(expected);
    }
}
