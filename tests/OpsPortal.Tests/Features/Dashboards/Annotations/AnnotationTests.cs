using System.Net;
using OpsPortal.Features.Dashboards.Annotations;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Features.Dashboards.Annotations;

public sealed class AnnotationTests
{
    private const string BuiltIn = """{"builtIn":1,"datasource":{"type":"grafana","uid":"-- Grafana --"},"enable":true,"hide":true,"iconColor":"rgba(0, 211, 255, 1)","name":"Annotations & Alerts","type":"dashboard"}""";

    [Fact]
    public void Read_List_AllButGrafanasOwnAsk()
    {
        var dashboard = Dashboard(BuiltIn, """{"name":"Deploys","datasource":"Prometheus","enable":false,"hide":true,"iconColor":"blue","expr":"changes(x[1m])","step":"30s","tagKeys":"a, b","titleFormat":"{{a}}","useValueForTime":"on"}""",
            """{"name":"Lines","datasource":{"type":"loki"},"target":{"expr":"{a=\"b\"}","maxLines":7},"filter":{"exclude":true,"ids":[3]}}""");

        dashboard.Annotations.Select(one => one.Name).ShouldBe(["Deploys", "Lines"]);
        var (deploys, lines) = (dashboard.Annotations[0], dashboard.Annotations[1]);
        (deploys.Enabled, deploys.Hidden, deploys.Color, deploys.Step, deploys.UseValueForTime).ShouldBe((false, true, "blue", "30s", true));
        deploys.TagKeys.ShouldBe(["a", "b"]);
        (lines.Enabled, lines.Expr, lines.MaxLines, lines.IsExcluded).ShouldBe((true, "{a=\"b\"}", 7, true));
        lines.Panels.ShouldBe([3]);
        dashboard.Notes.ShouldBeEmpty();
        DashboardExport.Text(dashboard, new()).ShouldContain("-- Grafana --");
    }

    [Fact]
    public async Task Prometheus_PointsAStepApart_AreOneSpan()
    {
        // 20 s between points: above zero at 0, 20 | 60 | 80 is zero.
        var engine = Engine.Answering(_ => Engine.Matrix(("{\"app\":\"web\",\"version\":\"2\",\"x\":\"y\"}", [1, 2, 0, 1, 0]), ("{\"app\":\"db\"}", [0, 0])));

        var answer = await AskAsync(engine, """{"name":"Deploys","expr":"$m > 0","step":"20s","titleFormat":"{{ app }} {{version}}","textFormat":"of {{app}}","tagKeys":"version,none","iconColor":"#f00"}""");

        answer.Items.Select(item => (item.From / 1000 - Engine.From.ToUnixTimeSeconds(), item.To / 1000 - Engine.From.ToUnixTimeSeconds())).ShouldBe([(60, 60), (0, 20)]);
        (answer.Items[0].Title, answer.Items[0].Text, answer.Color, answer.Error).ShouldBe(("web 2", "of web", "#f00", null));
        answer.Items[0].Tags.ShouldBe(["2"]);
        engine.Handler.Asked.ShouldHaveSingleItem().ShouldContain("query=up > 0");
        engine.Handler.Asked[0].ShouldContain("step=20");
    }

    [Fact]
    public async Task Prometheus_ValueForTime_IsAMomentOnce()
    {
        var at = Engine.From.ToUnixTimeMilliseconds() + 90_000d;
        var engine = Engine.Answering(_ => Engine.Matrix(("{}", [at, at, 5])));

        var answer = await AskAsync(engine, """{"name":"Start","expr":"t * 1000","useValueForTime":true}""");

        answer.Items.Select(item => (item.From, item.To, item.Title)).ShouldBe([((long)at, (long)at, "Start")]);
    }

    [Fact]
    public async Task Loki_Lines_AreMoments()
    {
        var recorded = RecordedAnswer.Load("query-range-json-filter-categorized");
        var engine = new Engine((_, _) => throw new InvalidOperationException(), (_, _) => Task.FromResult(StubHandler.Response(recorded.Status, recorded.ContentType, recorded.Text)));

        var answer = await AskAsync(engine, """{"name":"Errors","datasource":{"type":"loki","uid":"x"},"expr":"{service=\"ai-gateway\"} | json","titleFormat":"{{http_status}}","tagKeys":"instance"}""");

        var item = answer.Items.Single(one => one.From == 1795220174352);
        (item.Title, item.To).ShouldBe(("500", item.From));
        item.Text.ShouldStartWith("{\"msg\": \"embeddings failed");
        item.Tags.ShouldBe(["ai-gateway-0"]);
        engine.Loki.Asked.ShouldHaveSingleItem().ShouldContain("limit=100");
    }

    [Theory]
    [InlineData("""{"name":"a","expr":"x"}""", "500")]
    [InlineData("""{"name":"a"}""", "no query")]
    [InlineData("""{"name":"a","datasource":{"type":"mysql","uid":"x"},"expr":"x"}""", "mysql")]
    [InlineData("""{"name":"a","datasource":{"type":"loki","uid":"x"},"expr":"rate({a=\"b\"}[1m])"}""", "lines")]
    public async Task Failed_SaysWhy(string query, string words)
    {
        var answer = await AskAsync(Engine.Failing(HttpStatusCode.InternalServerError), query);

        answer.Items.ShouldBeEmpty();
        answer.Error.ShouldNotBeNull().ShouldContain(words);
    }

    private static Dashboard Dashboard(params string[] list)
        => Engine.Read($$$"""{"title":"T","uid":"t","panels":[],"templating":{"list":[{"name":"m","type":"constant","query":"up"}]},"annotations":{"list":[{{{string.Join(',', list)}}}]}}""");

    private static async Task<AnnotationAnswer> AskAsync(Engine engine, string query)
    {
        var dashboard = Dashboard(query);
        var variables = await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(), Engine.From, Engine.To, default);
        return (await engine.Annotations.AskAsync(dashboard, dashboard.Annotations.Select(one => one.Name).ToHashSet(), variables, Engine.From, Engine.To, default)).ShouldHaveSingleItem();
    }
}
