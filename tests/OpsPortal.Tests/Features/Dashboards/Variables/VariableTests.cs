using System.Net;
using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Variables;

public sealed class VariableTests
{
    [Theory]
    [InlineData("label_values(job)", "LabelValues", "job", "")]
    [InlineData("label_values(up, job)", "LabelValues", "job", "up")]
    [InlineData("label_values(up{a=\"x, y\", b!=\"z\"}, instance)", "LabelValues", "instance", "up{a=\"x, y\", b!=\"z\"}")]
    [InlineData("label_values(ray_vllm:tokens_sum{}, WorkerId)", "LabelValues", "WorkerId", "ray_vllm:tokens_sum")]
    [InlineData("label_values({}, job)", "LabelValues", "job", "")]
    [InlineData("label_names()", "LabelNames", "", "")]
    [InlineData("metrics(node_.*)", "Metrics", "", "node_.*")]
    [InlineData("query_result(topk(5, up))", "QueryResult", "", "topk(5, up)")]
    [InlineData("up{job=\"x\"}", "Series", "", "up{job=\"x\"}")]
    [InlineData("", "None", "", "")]
    public void Read_Query_IsUnderstood(string text, string kind, string label, string rest)
    {
        var query = VariableQueryReader.Read(text);

        (query.Kind.ToString(), query.Label, query.Text).ShouldBe((kind, label, rest));
    }

    [Fact]
    public void Custom_List_HasPairsAndEscapedCommas()
        => VariableList.Custom("a, b\\,c , false : All hours,^All__.*$ : All").ShouldBe([("a", "a"), ("b,c", "b,c"), ("false", "All hours"), ("^All__.*$", "All")]);

    [Fact]
    public void Custom_Lines_AreOptionsToo() => VariableList.Custom("avg : Average\n0.50 : P50").ShouldBe([("avg", "Average"), ("0.50", "P50")]);

    [Theory]
    [InlineData("/.*-(\\d+)/", "10,2,30")]
    [InlineData("/^b/", "b-2")]
    [InlineData("web", "")]
    [InlineData("b", "")]
    [InlineData("b-\\d", "b-2")]
    [InlineData("[ab].*", "a-10,b-2")]
    public void Filter_Regex_TakesTheGroup(string regex, string expected)
        => string.Join(',', VariableList.Filter(["a-10", "b-2", "c-30"], regex).Select(option => option.Value)).ShouldBe(expected);

    [Fact]
    public void Filter_NamedGroups_GiveTextAndValue()
        => VariableList.Filter(["x{gpu_label=\"H200 #0\",uuid=\"GPU-1\"} 1 5"], "/gpu_label=\"(?<text>[^\"]+)|uuid=\"(?<value>[^\"]+)/g").ShouldBe([("H200 #0", "GPU-1")]);

    [Theory]
    [InlineData(0, "n10,n9,N1,a")]
    [InlineData(1, "N1,a,n10,n9")]
    [InlineData(2, "n9,n10,a,N1")]
    [InlineData(3, "a,N1,n9,n10")]
    [InlineData(4, "n10,n9,N1,a")]
    [InlineData(5, "a,N1,n10,n9")]
    [InlineData(7, "a,N1,n9,n10")]
    [InlineData(8, "n10,n9,N1,a")]
    public void Sorted_EachSort_IsAsInGrafana(int sort, string expected)
        => string.Join(',', VariableList.Sorted(new[] { "n10", "n9", "N1", "a" }.Select(name => (name, name)), sort).Select(option => option.Text)).ShouldBe(expected);

    [Fact]
    public async Task Resolve_Chained_AsksWithTheValueOfTheOther()
    {
        var engine = Engine.Answering(asked => asked.Contains("/job/") ? "[\"api\",\"web\"]" : "[\"i1\",\"i2\"]");
        var dashboard = Engine.WithPanel("{}",
            """
            [{"name":"instance","type":"query","query":{"query":"label_values(up{job=~\"$job\"}, instance)","refId":"x"},"multi":true,"includeAll":true},
             {"name":"job","type":"query","query":"label_values(up, job)","refresh":1}]
            """);

        var resolved = await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues> { ["job"] = "web" }, Engine.From, Engine.To, default);

        resolved.Find("job")!.Values.ShouldBe(["web"]);
        resolved.Find("instance")!.IsAll.ShouldBeTrue();
        resolved.Find("instance")!.ExpandedValues.ShouldBe(["i1", "i2"]);
        engine.Handler.Asked.ShouldContain(asked => asked.Contains("/instance/values") && asked.Contains("up{job=~\"web\"}"));
    }

    [Fact]
    public async Task Resolve_NothingGiven_TakesTheFirstOption()
        => (await ResolveAsync("""{"name":"v","type":"query","query":"label_values(job)","current":{}}""", "[\"b\",\"a\"]")).Values.ShouldBe(["b"]);

    [Fact]
    public async Task Resolve_SavedValueThatIsThere_IsTaken()
        => (await ResolveAsync("""{"name":"v","type":"query","query":"label_values(job)","current":{"text":"a","value":"a"}}""", "[\"b\",\"a\"]")).Values.ShouldBe(["a"]);

    [Fact]
    public async Task Resolve_SavedValueThatIsGone_IsTheFirst()
        => (await ResolveAsync("""{"name":"v","type":"query","query":"label_values(job)","current":{"text":"z","value":"z"}}""", "[\"b\",\"a\"]")).Values.ShouldBe(["b"]);

    [Theory]
    [InlineData("""{"name":"v","type":"datasource","query":"prometheus","current":{"text":"Prometheus","value":"edx8memhpd9tsa"}}""", "default")]
    [InlineData("""{"name":"v","type":"constant","query":"c"}""", "c")]
    [InlineData("""{"name":"v","type":"textbox","query":"t"}""", "t")]
    [InlineData("""{"name":"v","type":"custom","query":"1s, 15s","current":{"text":"15s","value":"15s"}}""", "15s")]
    [InlineData("""{"name":"v","type":"custom","options":[{"text":"30s","value":"30s"},{"text":"5m","value":"5m"}],"current":{"text":"5m","value":"5m"}}""", "5m")]
    [InlineData("""{"name":"v","type":"custom","valuesFormat":"json","query":"[{\"text\":\"Prod\",\"value\":\"p\"},{\"text\":\"Test\",\"value\":\"t\"}]","current":{"text":"Test"}}""", "t")]
    [InlineData("""{"name":"v","type":"query","query":"label_values(job)","staticOptions":[{"text":"None","value":"none"}]}""", "none")]
    [InlineData("""{"name":"v","type":"interval","query":"1m,10m","auto":true,"auto_count":30,"auto_min":"10s"}""", "$__auto_interval_v")]
    [InlineData("""{"name":"v","type":"custom","query":"a,b","includeAll":true,"current":{"text":["All"],"value":["$__all"]}}""", "$__all")]
    public async Task Resolve_EachKind_HasItsValue(string variable, string expected) => (await ResolveAsync(variable, "[]")).Values.ShouldBe([expected]);

    [Fact]
    public async Task Fill_AutoInterval_IsTheRangesOwn()
    {
        var resolved = await Engine.Answering(_ => "[]").Resolver.ResolveAsync(
            Engine.WithPanel("{}", """[{"name":"i","type":"interval","query":"1m","auto":true,"auto_count":30,"auto_min":"10s"}]"""), new Dictionary<string, StringValues>(), Engine.From, Engine.To, default);

        resolved.Fill("rate(x[$i])", FillFor.Query).ShouldBe("rate(x[2m])");
    }

    [Fact]
    public async Task Resolve_PrometheusAway_SaysSoAndKeepsTheSavedValue()
    {
        var resolved = await Engine.Failing(HttpStatusCode.BadRequest).Resolver.ResolveAsync(
            Engine.WithPanel("{}", """[{"name":"v","type":"query","query":"label_values(job)","current":{"text":"a","value":"a"}}]"""), new Dictionary<string, StringValues>(), Engine.From, Engine.To, default);

        resolved.Find("v")!.Error.ShouldNotBeNull();
        resolved.Find("v")!.Values.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Resolve_Circle_IsTold()
    {
        var resolved = await Engine.Answering(_ => "[\"x\"]").Resolver.ResolveAsync(
            Engine.WithPanel("{}", """[{"name":"a","type":"query","query":"label_values(up{b=\"$b\"},x)"},{"name":"b","type":"query","query":"label_values(up{a=\"$a\"},x)"}]"""),
            new Dictionary<string, StringValues>(), Engine.From, Engine.To, default);

        resolved.Items.ShouldAllBe(item => item.Error!.Contains("needs it in turn"));
    }

    private static async Task<ResolvedVariable> ResolveAsync(string variable, string values)
        => (await Engine.Answering(_ => values).Resolver.ResolveAsync(Engine.WithPanel("{}", $"[{variable}]"), new Dictionary<string, StringValues>(), Engine.From, Engine.To, default)).Items[0];

    [Theory]
    [InlineData("""{"name":"s","type":"switch"}""", null, "false")]
    [InlineData("""{"name":"s","type":"switch","current":{"value":true}}""", null, "true")]
    [InlineData("""{"name":"s","type":"switch","enabledValue":"1h","disabledValue":"5m","current":{"value":"1h"}}""", null, "1h")]
    [InlineData("""{"name":"s","type":"switch","options":[{"value":"on"},{"value":"off"}],"current":{"value":"on"}}""", "off", "off")]
    [InlineData("""{"name":"s","type":"switch","options":[{"value":"on"},{"value":"off"}]}""", "other", "off")]
    public async Task Switch_IsOneOfItsTwoValues(string variable, string? given, string expected)
    {
        var variables = await Engine.Answering(_ => "[]").Resolver.ResolveAsync(
            Engine.WithPanel("""{"id":1,"type":"text"}""", $"[{variable}]"), given is null ? new Dictionary<string, StringValues>() : new Dictionary<string, StringValues> { ["s"] = given }, Engine.From, Engine.To, default);

        var one = variables.Find("s")!;
        one.Values.ShouldBe([expected]);
        one.Options.Count.ShouldBe(2);
        variables.Fill("x[$s]", FillFor.Query).ShouldBe($"x[{expected}]");
    }
}
