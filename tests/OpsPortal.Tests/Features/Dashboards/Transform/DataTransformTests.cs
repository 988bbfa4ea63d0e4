using System.Text;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Transform;

namespace OpsPortal.Tests.Features.Dashboards.Transform;

/// <summary>Transformations whose result is seen only after the field configuration: through a whole panel.</summary>
public sealed class DataTransformTests
{
    [Fact]
    public async Task ConfigFromData_LimitsOfAQuery_AreTheOthersConfiguration()
    {
        var answer = await AskAsync(
            """{"id":"configFromData","options":{"configRefId":"B","mappings":[{"fieldName":"limit","handlerKey":"threshold1","reducerId":"max","handlerArguments":{"threshold":{"color":"orange"}}}]}}""",
            """,{"expr":"b","refId":"B","legendFormat":"limit"},{"expr":"c","refId":"B","legendFormat":"Max"}""");

        var field = answer.Frames.ShouldHaveSingleItem().Fields[1];
        field.Config["thresholds"]!["steps"]!.ToJsonString().ShouldBe("""[{"color":"green","value":null},{"color":"orange","value":20}]""");
        field.Config["max"]!.GetValue<double>().ShouldBe(20);
        // The defaults stand behind what was measured, overrides before it.
        field.Config["unit"]!.GetValue<string>().ShouldBe("s");
        field.Config["min"]!.GetValue<double>().ShouldBe(1);
    }

    [Fact]
    public void ConfigFromData_RowsOfWords_AreMappings()
    {
        var words = new Frame("config", "", [Field.OfNumbers("state", [0, 1]), Field.OfTexts("word", ["Down", "Up"]), Field.OfTexts("colour", ["red", null])]);
        var data = new Frame("A", "", [Field.OfNumbers("v", [1])]);

        var made = ConfigFromData.Apply([words, data], Json(
            """{"mappings":[{"fieldName":"state","handlerKey":"mappings.value"},{"fieldName":"word","handlerKey":"mappings.text"},{"fieldName":"colour","handlerKey":"mappings.color"}]}""")).ShouldHaveSingleItem();

        made.Fields[0].Config["mappings"]!.ToJsonString().ShouldBe("""[{"type":"value","options":{"0":{"text":"Down","color":"red","index":0},"1":{"text":"Up","color":null,"index":1}}}]""");
    }

    [Fact]
    public async Task TimeSeriesTable_Series_AreCells()
    {
        var answer = await AskAsync("""{"id":"timeSeriesTable","options":{"A":{"stat":"mean"}}}""");

        var frame = answer.Frames.ShouldHaveSingleItem();
        frame.Fields.Select(field => field.Name).ShouldBe(["i", "Trend"]);
        var cell = frame.Fields[1].Values[0].ShouldBeOfType<SeriesCell>();
        (cell.Stat, string.Join(' ', cell.Values)).ShouldBe((15, "10 20"));
        Encoding.UTF8.GetString(PanelAnswerWriter.Write(answer, Engine.To).Body.Span).ShouldContain("""{"value":15,"times":[1790000000000,1790000020000],"values":[10,20]}""");
    }

    [Fact]
    public void Heatmap_Values_AreCountedInBuckets()
    {
        var series = new Frame("A", "", [Field.Time("Time", [0, 30_000, 60_000, 119_000]), Field.OfNumbers("v", [0, 4, 5, 10])]);

        var frame = HeatmapCells.Of([series], Json("""{"xBuckets":{"mode":"size","value":"1m"},"yBuckets":{"mode":"size","value":"5"}}""")).ShouldHaveSingleItem();

        frame.Fields.Select(field => $"{field.Name}: {string.Join(' ', field.Values)}").ShouldBe(["Time: 60000 120000", "5: 2 0", "10: 0 1", "15: 0 1"]);
        frame.Fields[1].Labels["le"].ShouldBe("5");
        frame.Step.ShouldBe(60);
    }

    [Fact]
    public void Heatmap_LogScale_HasPowersAsBounds()
    {
        var series = new Frame("A", "", [Field.Time("Time", [0, 1000]), Field.OfNumbers("v", [3, 90])]);

        HeatmapCells.Of([series], Json("""{"yBuckets":{"scale":{"type":"log","log":10}}}"""))[0].Fields.Skip(1).Select(field => field.Name).ShouldBe(["10", "100"]);
    }

    [Fact]
    public async Task RowsToFields_ConfigColumns_AreEachFieldsOwn()
    {
        var answer = await AskAsync("""{"id":"reduce","options":{"reducers":["max","min"]}},{"id":"rowsToFields","options":{"mappings":[{"fieldName":"Field","handlerKey":"field.name"},{"fieldName":"Max","handlerKey":"field.value"},{"fieldName":"Min","handlerKey":"threshold1"}]}}""");

        answer.Frames[0].Fields[0].Config["thresholds"]!["steps"]![1]!.ToJsonString().ShouldBe("""{"color":"red","value":10}""");
    }

    private static System.Text.Json.Nodes.JsonObject Json(string text) => (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(text)!;

    private static Task<PanelAnswer> AskAsync(string transformations, string more = "")
    {
        var engine = Engine.Answering(_ => Engine.Matrix(("{\"i\":\"1\"}", [10, 20])));
        return engine.AskAsync(Engine.WithPanel(
            $$$"""
            {"id":1,"type":"table","targets":[{"expr":"a","refId":"A","interval":"20s"}{{{more}}}],"transformations":[{{{transformations}}}],
             "fieldConfig":{"defaults":{"unit":"s","max":5},"overrides":[{"matcher":{"id":"byType","options":"number"},"properties":[{"id":"min","value":1}]}]}}
            """));
    }
}
