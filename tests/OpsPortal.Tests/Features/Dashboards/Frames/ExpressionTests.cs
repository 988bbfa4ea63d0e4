using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Frames;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

/// <summary>Server side expressions over a query with points each 20 s.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("""{"evaluator":{"type":"gt","params":[2]}}""", "0 0 1 0")]
    [InlineData("""{"evaluator":{"type":"lte","params":[2]}}""", "1 1 0 1")]
    [InlineData("""{"evaluator":{"type":"within_range","params":[1,3]}}""", "0 1 0 0")]
    [InlineData("""{"evaluator":{"type":"outside_range_included","params":[1,3]}}""", "1 0 1 1")]
    public async Task Threshold_EachValue_IsOneOrZero(string condition, string expected)
        => Show(await AskAsync($$"""{"type":"threshold","expression":"A","conditions":[{{condition}}]}""")).ShouldBe(expected);

    [Theory]
    [InlineData("""{"evaluator":{"type":"gt","params":[2]},"unloadEvaluator":{"type":"lt","params":[1]}}""", "0 0 1 0")]
    [InlineData("""{"evaluator":{"type":"gt","params":[1]},"unloadEvaluator":{"type":"lt","params":[0]}}""", "0 1 1 1")]
    [InlineData("""{"evaluator":{"type":"within_range","params":[0,2]},"unloadEvaluator":{"type":"outside_range","params":[0,2]}}""", "1 1 0 0")]
    public async Task Threshold_WithAWayBack_StaysUntilItHolds(string condition, string expected)
        => Show(await AskAsync($$"""{"type":"threshold","expression":"A","conditions":[{{condition}}]}""")).ShouldBe(expected);

    // Grafana's server is strict by default: one value that is no number makes the whole unknown.
    [Theory]
    [InlineData("""{"reducer":"mean"}""", "NaN")]
    [InlineData("""{"reducer":"count"}""", "3")]
    [InlineData("""{"reducer":"last"}""", "3")]
    [InlineData("""{"reducer":"mean","settings":{"mode":"dropNN"}}""", "2")]
    [InlineData("""{"reducer":"sum","settings":{"mode":"replaceNN","replaceWithValue":10}}""", "14")]
    public async Task Reduce_NotANumberAmongTheValues_IsTreatedByItsMode(string reduce, string expected)
    {
        var expression = (JsonObject)JsonNode.Parse(reduce)!;
        (expression["refId"], expression["type"], expression["expression"], expression["datasource"]) = ("B", "reduce", "A", JsonNode.Parse("""{"uid":"__expr__"}"""));

        Show(await Engine.Answering(_ => Engine.Matrix(("{}", [1, double.NaN, 3]))).AskAsync(Engine.WithPanel(
            $$$"""{"id":1,"type":"stat","targets":[{"refId":"A","expr":"a","hide":true},{{{expression.ToJsonString()}}}]}"""))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("40s", "mean", "fillna", "1 2.5 0 -")]
    [InlineData("40s", "max", "pad", "1 3 0 0")]
    [InlineData("10s", "last", "backfilling", "1 2 2 3")]
    [InlineData("10s", "sum", "fillna", "1 - 2 -")]
    public async Task Resample_DownAndUp_FillsTheGrid(string window, string down, string up, string first)
    {
        var answer = await AskAsync($$"""{"type":"resample","expression":"A","window":"{{window}}","downsampler":"{{down}}","upsampler":"{{up}}"}""");

        Show(answer).ShouldStartWith(first);
        answer.Frames[0].Fields[0].Number(0).ShouldBe(Engine.From.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("""[{"evaluator":{"type":"gt","params":[2]},"query":{"params":["A"]},"reducer":{"type":"max"}}]""", "1")]
    [InlineData("""[{"evaluator":{"type":"gt","params":[2]},"query":{"params":["A"]},"reducer":{"type":"avg"}},{"evaluator":{"type":"lt","params":[9]},"operator":{"type":"or"},"query":{"params":["A"]},"reducer":{"type":"last"}}]""", "1")]
    [InlineData("""[{"evaluator":{"type":"no_value"},"query":{"params":["Z"]},"reducer":{"type":"avg"}},{"evaluator":{"type":"gt","params":[9]},"operator":{"type":"and"},"query":{"params":["A"]},"reducer":{"type":"sum"}}]""", "0")]
    public async Task Classic_Conditions_AreJoined(string conditions, string expected)
        => Show(await AskAsync($$"""{"type":"classic_conditions","conditions":{{conditions}}}""")).ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":"forecast","expression":"A"}""", "kind “forecast” aren't computed")]
    [InlineData("""{"type":"threshold","expression":"Q","conditions":[]}""", "no result of Q")]
    [InlineData("""{"type":"threshold","expression":"A","conditions":[{"evaluator":{"type":"odd"}}]}""", "“odd” isn't known")]
    [InlineData("""{"type":"resample","expression":"A","window":"soon"}""", "“soon” is no step")]
    [InlineData("""{"type":"math","expression":"$A +"}""", "can't be computed")]
    public async Task Unknown_SaysWhy(string expression, string words)
        => (await AskAsync(expression)).Notices.ShouldHaveSingleItem().Text.ShouldContain(words);

    [Theory]
    [InlineData("""{"type":"math","expression":"$A + 1"}""")]
    [InlineData("""{"type":"reduce","expression":"A","reducer":"mean"}""")]
    public async Task Query_ThatFoundNothing_GivesNothingAndNoFault(string expression)
    {
        var node = (JsonObject)JsonNode.Parse(expression)!;
        (node["refId"], node["datasource"]) = ("B", JsonNode.Parse("""{"uid":"__expr__"}"""));

        var answer = await Engine.Answering(_ => Engine.Matrix()).AskAsync(Engine.WithPanel($$$"""{"id":1,"type":"stat","targets":[{"refId":"A","expr":"a","hide":true},{{{node.ToJsonString()}}}]}"""));

        (answer.State.Kind, answer.Notices.Count).ShouldBe(("empty", 0));
    }

    [Fact]
    public async Task Hidden_ExpressionInBetween_IsComputedAndNotShown()
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{}", [1, 3])));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """
            {"id":1,"type":"stat","targets":[{"refId":"A","expr":"a","hide":true},{"refId":"B","hide":true,"datasource":{"uid":"__expr__"},"type":"reduce","expression":"A","reducer":"mean"},
             {"refId":"C","datasource":{"uid":"__expr__"},"type":"threshold","expression":"B","conditions":[{"evaluator":{"type":"gt","params":[1.5]}}]}]}
            """));

        answer.Frames.ShouldHaveSingleItem().RefId.ShouldBe("C");
        Show(answer).ShouldBe("1");
    }

    private static Task<PanelAnswer> AskAsync(string expression)
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{\"i\":\"1\"}", [1, 2, 3, 0])));
        var node = System.Text.Json.Nodes.JsonNode.Parse(expression)!;
        node["refId"] = "E";
        node["datasource"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "__expr__", ["uid"] = "__expr__" };
        return engine.AskAsync(Engine.WithPanel($$"""{"id":1,"type":"stat","targets":[{"refId":"A","expr":"a","hide":true,"interval":"20s"},{{node.ToJsonString()}}]}"""));
    }

    private static string Show(PanelAnswer answer) => string.Join(' ', answer.Frames[0].Fields[^1].Values.Select(value => value is null ? "-" : Cell.ToText(value)));
}
