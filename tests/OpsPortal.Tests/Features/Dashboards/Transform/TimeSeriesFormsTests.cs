using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Transform;

namespace OpsPortal.Tests.Features.Dashboards.Transform;

/// <summary><c>prepareTimeSeries</c> in its three forms, and <c>extractFields</c> in those that cut texts.</summary>
public sealed class TimeSeriesFormsTests
{
    private static readonly Frame Long = new("A", "A", [Field.Time("Time", [1, 1, 2]), Field.OfTexts("host", ["a", "b", "a"]), Field.OfNumbers("Value", [10, 20, 11])]);

    [Fact]
    public void Multi_OfALongTable_IsAFrameForEachText()
        => Run("""{"format":"multi"}""", Long).Select(Show).ShouldBe(["host=a: 1 10, 2 11", "host=b: 1 20"]);

    [Fact]
    public void Wide_OfALongTable_IsAColumnForEachText()
        => Show(Run("""{"format":"wide"}""", Long).ShouldHaveSingleItem()).ShouldBe("host=a host=b: 1 10 20, 2 11 -");

    [Fact]
    public void Long_OfSeries_IsOneTableInTheOrderOfTime()
    {
        var frame = Run("""{"format":"long"}""", [.. Run("""{"format":"multi"}""", Long)]).ShouldHaveSingleItem();

        frame.Fields.Select(field => field.Name).ShouldBe(["Time", "host", "Value"]);
        Show(frame).ShouldBe(": 1 a 10, 1 b 20, 2 a 11");
    }

    [Fact]
    public void Long_OfSeriesWithoutLabels_NamesThem()
        => Show(Run("""{"format":"long"}""", new Frame("A", "x", [Field.Time("Time", [1]), Field.OfNumbers("Value", [5]) with { Legend = "total" }])).ShouldHaveSingleItem()).ShouldBe(": 1 total 5");

    [Theory]
    [InlineData("multi")]
    [InlineData("wide")]
    [InlineData("long")]
    public void NothingOverTime_StaysAsItIs(string format)
    {
        var frame = new Frame("A", "", [Field.OfNumbers("v", [1])]);

        Run($$"""{"format":"{{format}}"}""", frame).ShouldBe([frame]);
    }

    [Theory]
    [InlineData("""{"source":"t","format":"regexp","regExp":"/(?<method>GET|POST)(?: (?<path>\\S+))?/","replace":true}""", "method path: GET /a, POST -", "GET /a", "POST")]
    [InlineData("""{"source":"t","format":"delimiter","delimiter":";","replace":true}""", "x y: true true, - true", "x;y", "y")]
    [InlineData("""{"source":"t","format":"kvp","replace":true}""", "a b: 1 -, - 2", "a=1", "b=2")]
    public void ExtractFields_Texts_AreCut(string options, string expected, params string[] texts)
    {
        var frame = Apply("extractFields", options, new Frame("A", "", [Field.OfTexts("t", texts)])).ShouldHaveSingleItem();

        $"{string.Join(' ', frame.Fields.Select(field => field.Name))}{Show(frame)}".ShouldBe(expected);
    }

    private static IReadOnlyList<Frame> Run(string options, params Frame[] frames) => Apply("prepareTimeSeries", options, frames);

    private static IReadOnlyList<Frame> Apply(string id, string options, params Frame[] frames)
    {
        var notices = new List<Notice>();
        var result = Transformations.Apply(frames, new JsonObject { ["transformations"] = new JsonArray(new JsonObject { ["id"] = id, ["options"] = JsonNode.Parse(options) }) }, text => text, notices);
        notices.ShouldBeEmpty();
        return result;
    }

    private static string Show(Frame frame)
        => string.Join(' ', frame.Fields.SelectMany(field => field.Labels.Select(label => $"{label.Key}={label.Value}"))) + ": "
            + string.Join(", ", Enumerable.Range(0, frame.Length).Select(row => string.Join(' ', frame.Fields.Select(field => Cell.ToText(field.Values[row]) is { Length: > 0 } text ? text : "-"))));
}
