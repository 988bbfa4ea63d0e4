using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Pages.Viewing;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Variables;

public sealed class AdhocTests
{
    private const string Filters = """[{"name":"Filters","type":"adhoc","datasource":{"type":"prometheus","uid":"prometheus:default"},"filters":[{"key":"job","operator":"=","value":"api"}],"baseFilters":[{"key":"env","operator":"!=","value":"test"}]}]""";

    [Theory]
    [InlineData("job|=|api", "job=\"api\"")]
    [InlineData("path|=~|/a__gfp__b,shown", "path=~\"/a|b\"")]
    [InlineData("a__gfc__b|!=|x__gfh__y", "\"a,b\"!=\"x#y\"")]
    [InlineData("job|=__gfp__|a.b|c", "job=~\"a\\\\.b|c\"")]
    [InlineData("job|!=__gfp__|a|b", "job!~\"a|b\"")]
    [InlineData("job|=|", "job=\"\"")]
    public void FromAddress_AsGrafanaWritesIt_IsRead(string text, string matcher)
    {
        var filter = AdhocFilter.FromAddress(text).ShouldNotBeNull();

        filter.ToMatcher().ToString().ShouldBe(matcher);
        AdhocFilter.FromAddress(filter.ToAddress())!.ToMatcher().ShouldBe(filter.ToMatcher());
    }

    [Theory]
    [InlineData("")]
    [InlineData("job")]
    [InlineData("job|=")]
    [InlineData("|=|x")]
    [InlineData("job|<|3")]
    public void FromAddress_NoFilter_IsNull(string text) => AdhocFilter.FromAddress(text).ShouldBeNull();

    [Theory]
    [InlineData(null, "up{env!=\"test\",job=\"api\"}")]
    [InlineData("", "up{env!=\"test\"}")]
    [InlineData("pod|=~|a.*", "up{env!=\"test\",pod=~\"a.*\"}")]
    public async Task Filters_OfFileOrAddress_AreInEveryQuery(string? given, string expected)
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{}", [1])));

        await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"timeseries","targets":[{"expr":"up"}]}""", Filters), vars: given is null ? [] : new() { ["Filters"] = new StringValues(given) });

        engine.Handler.Asked.ShouldHaveSingleItem().ShouldContain("query=" + expected + "&");
    }

    [Fact]
    public async Task Filters_OfAnotherServer_AreNotInTheQuery()
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{}", [1])));

        await engine.AskAsync(Engine.WithPanel("""{"id":1,"type":"timeseries","targets":[{"expr":"up"}]}""", Filters.Replace("prometheus:default\"", "l\"").Replace("\"prometheus\"", "\"loki\"")));

        engine.Handler.Asked.ShouldHaveSingleItem().ShouldContain("query=up&");
    }

    [Fact]
    public async Task Filters_InTextsAndAddresses_AreWritten()
    {
        var dashboard = Engine.WithPanel("""{"id":1,"type":"text"}""", Filters);
        var variables = await Engine.Answering(_ => "[]").Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues> { ["Filters"] = new(["a|=|1", "b|!~|x"]) }, Engine.From, Engine.To, default);
        var none = await Engine.Answering(_ => "[]").Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues> { ["Filters"] = new("") }, Engine.From, Engine.To, default);

        variables.Interpolate("$Filters").ShouldBe("a is 1, b doesn't match x");
        variables.Fill("x{$Filters}", FillFor.Query).ShouldBe("x{a=\"1\",b!~\"x\"}");
        PanelAddress.Vars(variables).ShouldBe("var-Filters=a%7C%3D%7C1&var-Filters=b%7C%21~%7Cx");
        PanelAddress.Vars(none).ShouldBe("var-Filters=");
    }

    [Theory]
    [InlineData("label_values(pod)", "/label/pod/values", "match[]={__name__!=\"\",env!=\"test\",job=\"api\"}")]
    [InlineData("label_values(up{a=\"b\"}, pod)", "/label/pod/values", "match[]=up{a=\"b\",env!=\"test\",job=\"api\"}")]
    [InlineData("query_result(sum(up))", "/query", "query=sum(up{env!=\"test\",job=\"api\"})")]
    public async Task Filters_ReachTheQueriesOfVariables(string query, string path, string expected)
    {
        var engine = Engine.Answering(question => question.Contains("/values", StringComparison.Ordinal) ? "[\"p1\"]" : Engine.Vector(("{}", 1)));
        // It stands before its filters, and is asked after them.
        var dashboard = Engine.WithPanel("""{"id":1,"type":"text"}""", $$"""[{"name":"pod","type":"query","query":{{System.Text.Json.JsonSerializer.Serialize(query)}}},{{Filters[1..]}}""");

        await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues>(), Engine.From, Engine.To, default);

        var asked = engine.Handler.Asked.ShouldHaveSingleItem();
        asked.ShouldContain(path);
        asked.ShouldContain(expected);
    }

    [Fact]
    public async Task GroupBy_ChosenLabels_AreInEveryAggregationOfItsServer()
    {
        var engine = Engine.Answering(question => question.Contains("/labels", StringComparison.Ordinal) ? """["__name__","job","pod"]""" : Engine.Matrix(("{}", [1])));
        var dashboard = Engine.WithPanel(
            """{"id":1,"type":"timeseries","targets":[{"expr":"sum by (le) (up)"}]}""",
            """[{"name":"by","type":"groupby","datasource":{"type":"prometheus","uid":"prometheus:default"},"current":{"value":["job"],"text":["job"]}}]""");

        await engine.AskAsync(dashboard);
        await engine.AskAsync(dashboard, vars: new() { ["by"] = new StringValues(["pod", "zone"]) });
        await engine.AskAsync(dashboard, vars: new() { ["by"] = new StringValues("") });
        var variables = await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues> { ["by"] = new("") }, Engine.From, Engine.To, default);

        engine.Handler.Asked.Where(one => one.Contains("query=", StringComparison.Ordinal)).Select(one => one.Split("query=")[1].Split('&')[0])
            .ShouldBe(["sum by (le, job) (up)", "sum by (le, pod, zone) (up)", "sum by (le) (up)"]);
        variables.Find("by")!.Options.Select(option => option.Value).ShouldBe(["job", "pod"]);
        PanelAddress.Vars(variables).ShouldBe("var-by=");
    }
}
