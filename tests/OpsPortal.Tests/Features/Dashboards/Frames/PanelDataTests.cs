using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

public sealed class PanelDataTests
{
    [Fact]
    public async Task Range_TwoQueries_AreOneTableOverTime()
    {
        var engine = Engine.Answering(asked => asked.Contains("query=a") ? Engine.Matrix(("{\"i\":\"1\"}", [1, 2]), ("{\"i\":\"2\"}", [3, 4, 5])) : Engine.Matrix(("{}", [7])));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """{"id":1,"type":"timeseries","targets":[{"expr":"a","refId":"A","legendFormat":"{{ i }}","interval":"20s"},{"expr":"b","refId":"B","legendFormat":"total","interval":"20s"},{"expr":"c","refId":"C","hide":true}]}"""));

        var frame = answer.Frames.ShouldHaveSingleItem();
        frame.Fields.Select(field => field.Display).ShouldBe(["Time", "1", "2", "total"]);
        frame.Fields.Select(field => Show(field)).Skip(1).ShouldBe(["1 2 -", "3 4 5", "7 - -"]);
        answer.StepSeconds.ShouldBe(20);
        answer.State.Kind.ShouldBe("ready");
        answer.Queries.Select(query => query.RefId).ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task Range_Gap_IsNullInTheGrid()
    {
        var engine = Engine.Answering(_ => """{"resultType":"matrix","result":[{"metric":{"i":"1"},"values":[[1790000000,"1"],[1790000040,"NaN"],[1790000080,"3"]]}]}""");

        var answer = await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"timeseries","targets":[{"expr":"a","interval":"20s"}]}"""));

        Show(answer.Frames[0].Fields[1]).ShouldBe("1 - NaN - 3");
        var json = Encoding.UTF8.GetString(PanelAnswerWriter.Write(answer, Engine.To).Body.Span);
        json.ShouldContain("\"values\":[1,null,\"NaN\",null,3]");
        json.ShouldContain("\"values\":[1790000000000,1790000020000,");
    }

    [Theory]
    [InlineData("{{ job }}/{{x}}", "{\"job\":\"a\"}", "a/")]
    [InlineData("", "{\"__name__\":\"up\",\"b\":\"2\",\"a\":\"1\"}", "up{a=\"1\", b=\"2\"}")]
    [InlineData("", "{}", "expr")]
    [InlineData("__auto", "{\"job\":\"a\"}", "a")]
    [InlineData("__auto", "{\"job\":\"a\",\"i\":\"b\"}", "{i=\"b\", job=\"a\"}")]
    [InlineData("__auto", "{}", "expr")]
    [InlineData("fixed", "{\"job\":\"a\"}", "fixed")]
    public async Task Legend_EachForm_NamesTheSeries(string legend, string labels, string expected)
    {
        var engine = Engine.Answering(_ => Engine.Matrix((labels, [1])));

        var answer = await engine.AskAsync(Engine.WithPanel($$"""{"id":1,"type":"timeseries","targets":[{"expr":"expr","legendFormat":"{{legend}}"}]}"""));

        answer.Frames[0].Fields[1].Display.ShouldBe(expected);
    }

    [Fact]
    public async Task Table_SeveralInstantQueries_HaveAColumnALabel()
    {
        var engine = Engine.Answering(asked => asked.Contains("query=a") ? Engine.Vector(("{\"m\":\"/\",\"le\":\"0.5\"}", 1), ("{\"m\":\"/x\",\"dev\":\"s\"}", 2)) : Engine.Vector(("{\"m\":\"/\"}", 3)));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """{"id":1,"type":"table","targets":[{"expr":"a","format":"table","instant":true},{"expr":"b","format":"table","instant":true}]}"""));

        answer.Frames.Select(frame => string.Join(',', frame.Fields.Select(field => field.Name))).ShouldBe(["Time,le,m,dev,Value #A", "Time,m,Value #B"]);
        answer.Frames[0].Fields[1].Type.ShouldBe(FieldType.Number);
    }

    [Fact]
    public async Task Table_UnitOfAll_IsNotThatOfTexts()
    {
        var engine = Engine.Answering(_ => Engine.Vector(("{\"port\":\"8080\",\"size\":\"12\"}", 1)));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """
            {"id":1,"type":"table","targets":[{"expr":"a","format":"table","instant":true}],"fieldConfig":{"defaults":{"unit":"ms"},
             "overrides":[{"matcher":{"id":"byName","options":"size"},"properties":[{"id":"unit","value":"bytes"}]}]}}
            """));

        answer.Frames[0].Fields.Skip(1).Select(field => $"{field.Name}: {field.Config["unit"]}").ShouldBe(["port: ", "size: bytes", "Value: ms"]);
    }

    [Fact]
    public async Task Heatmap_Buckets_AreSortedAndWithoutThoseBelow()
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{\"le\":\"+Inf\"}", [10, 20]), ("{\"le\":\"0.1\"}", [1, 2]), ("{\"le\":\"1\"}", [4, 9])));

        var answer = await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"heatmap","targets":[{"expr":"a","format":"heatmap","legendFormat":"{{le}}"}]}"""));

        answer.Frames[0].Fields.Skip(1).Select(field => field.Display + ": " + Show(field)).ShouldBe(["0.1: 1 2", "1: 3 7", "+Inf: 6 11"]);
    }

    [Fact]
    public async Task Overrides_EachMatcher_SetsItsFields()
    {
        var engine = Engine.Answering(asked => asked.Contains("query=a") ? Engine.Matrix(("{\"i\":\"one\"}", [1, 2]), ("{\"i\":\"two\"}", [0, 0])) : Engine.Matrix(("{}", [7, 8])));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """
            {"id":1,"type":"timeseries","targets":[{"expr":"a","refId":"A","legendFormat":"{{i}}"},{"expr":"b","refId":"B","legendFormat":"b"}],
             "fieldConfig":{"defaults":{"unit":"short","custom":{"lineWidth":1},"displayName":"${__field.labels.i}"},"overrides":[
              {"matcher":{"id":"byName","options":"one"},"properties":[{"id":"unit","value":"s"},{"id":"custom.lineWidth","value":5}]},
              {"matcher":{"id":"byRegexp","options":"/^t.*/"},"properties":[{"id":"decimals","value":3}]},
              {"matcher":{"id":"byFrameRefID","options":"B"},"properties":[{"id":"displayName","value":"${__field.name} of ${__series.name}"}]},
              {"matcher":{"id":"byNames","options":{"mode":"exclude","names":["one"]}},"properties":[{"id":"custom.hideFrom","value":{"viz":true}}]},
              {"matcher":{"id":"byType","options":"number"},"properties":[{"id":"min","value":0}]},
              {"matcher":{"id":"byValue","options":{"reducer":"allIsZero","op":"gte","value":0}},"properties":[{"id":"noValue","value":"none"}]}]}}
            """));

        var fields = answer.Frames[0].Fields.Skip(1).ToArray();
        fields.Select(field => field.Display).ShouldBe(["one", "two", "Value of b"]);
        fields[0].Config.ToJsonString().ShouldBe("""{"unit":"s","custom":{"lineWidth":5},"displayName":"${__field.labels.i}","min":0}""");
        fields[1].Config["decimals"]!.GetValue<int>().ShouldBe(3);
        fields[1].Config["noValue"]!.GetValue<string>().ShouldBe("none");
        fields.Select(field => field.Config["custom"]!["hideFrom"] is not null).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task Intervals_InQueries_AreThoseOfThePanel()
    {
        var engine = Engine.Answering(_ => Engine.Matrix());

        await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"timeseries","interval":"30s","targets":[{"expr":"rate(x[$__rate_interval]) + y[$__range] + z[$__interval]"}]}"""));

        engine.Handler.Asked.Last().ShouldContain("rate(x[2m]) + y[3600s] + z[30s]");
        engine.Handler.Asked.Last().ShouldContain("step=30");
    }

    [Fact]
    public async Task TimeShift_AsksEarlier()
    {
        var engine = Engine.Answering(_ => Engine.Matrix());

        var answer = await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"timeseries","timeFrom":"30m","timeShift":"1d","targets":[{"expr":"x"}]}"""));

        answer.To.ShouldBe(Engine.To.AddDays(-1));
        answer.From.ShouldBe(Engine.To.AddDays(-1).AddMinutes(-30));
        answer.Spec["timeNote"]!.GetValue<string>().ShouldBe("last 30m, 1d earlier");
    }

    [Theory]
    [InlineData("1M", false, -30 * 24 * 60)]
    [InlineData("now/d", false, -14 * 60 - 13)]
    [InlineData("2h", false, -120)]
    [InlineData("2h", true, -60)]
    public void Window_OwnRange_CountsFromNowOnly(string timeFrom, bool isFixed, int minutes)
    {
        var panel = Engine.WithPanel($$$"""{"id":1,"type":"stat","timeFrom":"{{{timeFrom}}}"}""").Panels[0];
        // The 30th of a month of which the one before has 31 days.
        var to = new DateTimeOffset(2026, 9, 30, 14, 13, 0, TimeSpan.Zero);

        var window = QueryWindow.Of(panel, to.AddHours(-1), to, 240, ResolvedVariables.Empty, null, isFixed);

        (window.From - to).TotalMinutes.ShouldBe(timeFrom == "1M" ? minutes - 24 * 60 : minutes);
    }

    [Fact]
    public async Task NullAsZero_HolesAndEnds_AreZero()
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{}", [5, 6])));

        var answer = await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"graph","nullPointMode":"null as zero","targets":[{"expr":"x","interval":"20s"}]}"""));

        var values = answer.Frames.ShouldHaveSingleItem().Fields[1].Values;
        values.Count.ShouldBe(181);
        values.Take(3).ShouldBe([5d, 6d, 0d]);
        values.Skip(2).ShouldAllBe(value => (double?)value == 0);
    }

    [Theory]
    [InlineData("""{"id":1,"type":"stat","targets":[{"expr":"x","datasource":{"type":"mysql","uid":"m"}}]}""", "failed", "mysql")]
    [InlineData("""{"id":1,"type":"stat","targets":[]}""", "empty", "no query")]
    [InlineData("""{"id":1,"type":"stat","targets":[{"expr":"x"}]}""", "empty", "No data")]
    [InlineData("""{"id":1,"type":"geomap"}""", "ready", "")]
    [InlineData("""{"id":1,"type":"canvas","options":{"root":{"elements":[{"type":"text"}]}}}""", "ready", "")]
    [InlineData("""{"id":1,"type":"text","options":{"mode":"markdown","content":"# $v"}}""", "ready", "")]
    public async Task State_EachEnd_HasWords(string panel, string kind, string words)
    {
        var answer = await Engine.Answering(_ => Engine.Matrix()).AskAsync(Engine.WithPanel(panel));

        answer.State.Kind.ShouldBe(kind);
        answer.State.Text.ShouldContain(words);
    }

    [Theory]
    [InlineData("""{"id":1,"type":"gauge","targets":[{"expr":"x"}]}""", "thresholds", 2)]
    [InlineData("""{"id":1,"type":"stat","targets":[{"expr":"x"}],"fieldConfig":{"defaults":{"thresholds":{"steps":[{"color":"blue"}]}}}}""", "thresholds", 1)]
    [InlineData("""{"id":1,"type":"stat","targets":[{"expr":"x"}],"fieldConfig":{"defaults":{"color":{"mode":"palette-classic"}}}}""", "palette-classic", 2)]
    [InlineData("""{"id":1,"type":"timeseries","targets":[{"expr":"x"}]}""", null, 0)]
    public async Task Figures_OfFilesThatSayNoColours_HaveGrafanas(string panel, string? mode, int steps)
    {
        var answer = await Engine.Answering(_ => Engine.Matrix(("{}", [1, 1]))).AskAsync(Engine.WithPanel(panel));

        var config = answer.Frames.ShouldHaveSingleItem().Fields[^1].Config;
        config["color"]?["mode"]?.GetValue<string>().ShouldBe(mode);
        (config["thresholds"]?["steps"]?.AsArray().Count ?? 0).ShouldBe(steps);
    }

    [Fact]
    public async Task State_PrometheusRefuses_IsFailedWithItsWords()
    {
        var engine = new Engine((_, _) => Task.FromResult(OpsPortal.Tests.Clients.Prometheus.StubHandler.Response(
            HttpStatusCode.BadRequest, "application/json", """{"status":"error","errorType":"bad_data","error":"parse error at char 3"}""")));

        var answer = await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"stat","targets":[{"expr":"x"}]}"""));

        answer.State.ShouldBe(new PanelState("failed", answer.State.Text));
        answer.State.Text.ShouldContain("parse error at char 3");
        answer.Notices.ShouldContain(notice => notice.RefId == "A" && notice.Tone == "bad");
    }

    [Fact]
    public async Task Series_MoreThanFiveHundred_AreBoundedAndTold()
    {
        var engine = Engine.Answering(_ => Engine.Matrix([.. Enumerable.Range(0, 700).Select(i => ($"{{\"i\":\"{i}\"}}", new double[] { i }))]));

        var answer = await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"timeseries","targets":[{"expr":"x"}]}"""));

        answer.Frames[0].Fields.Count.ShouldBe(501);
        answer.Notices.ShouldContain(notice => notice.Text.Contains("first 500 of 700"));
    }

    [Fact]
    public async Task Text_Variables_AreFilled()
    {
        var dashboard = Engine.WithPanel("""{"id":1,"type":"text","title":"For $v","options":{"content":"On **${v}**"}}""", """[{"name":"v","type":"custom","query":"a,b"}]""");

        var answer = await Engine.Answering(_ => "").AskAsync(dashboard, 1, new() { ["v"] = new StringValues("b") }, new() { ["v"] = "a" });

        answer.Spec["title"]!.GetValue<string>().ShouldBe("For a");
        answer.Spec["options"]!["content"]!.GetValue<string>().ShouldBe("On **a**");
    }

    [Fact]
    public async Task Expression_ReduceAndMath_AreComputed()
    {
        var engine = Engine.Answering(asked => asked.Contains("query=a") ? Engine.Matrix(("{\"i\":\"1\"}", [2, 4])) : Engine.Matrix(("{\"i\":\"1\"}", [10, 30])));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """
            {"id":1,"type":"stat","targets":[{"refId":"A","expr":"a","hide":true},{"refId":"B","expr":"b","hide":true},
             {"refId":"C","datasource":{"type":"__expr__","uid":"__expr__"},"type":"math","expression":"$B / ($A + 0) * 2"},
             {"refId":"D","datasource":{"type":"__expr__","uid":"__expr__"},"type":"reduce","expression":"B","reducer":"mean"}]}
            """));

        Show(answer.Frames.Single(frame => frame.RefId == "C").Fields[1]).ShouldBe("10 15");
        Show(answer.Frames.Single(frame => frame.RefId == "D").Fields[0]).ShouldBe("20");
        answer.Frames.Count.ShouldBe(2);
    }

    [Fact]
    public async Task DashboardSource_ShowsTheOtherPanelsData()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","panels":[{"id":1,"type":"stat","datasource":{"uid":"-- Dashboard --"},"targets":[{"panelId":2,"refId":"A"}]},
             {"id":2,"type":"timeseries","targets":[{"expr":"x","legendFormat":"other"}]}]}
            """);

        (await Engine.Answering(_ => Engine.Matrix(("{}", [1]))).AskAsync(dashboard)).Frames[0].Fields[1].Display.ShouldBe("other");
    }

    private static string Show(Field field) => string.Join(' ', field.Values.Select(value => value is null ? "-" : Cell.ToText(value)));
}
