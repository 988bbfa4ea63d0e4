using System.Text.Json.Nodes;

namespace OpsPortal.Tests.Features.Dashboards.Import;

public sealed class XyPanelTests
{
    [Fact]
    public void Xy_OfToday_StaysAsItIs()
    {
        const string options = """{"mapping":"auto","series":[{"x":{"matcher":{"id":"byName","options":"a"}},"y":{"matcher":{"id":"byType","options":"number"},"exclude":{"id":"byNames","options":["b"]}},"color":{"matcher":{"id":"byName","options":"c"}}}]}""";

        var modern = Modern($$"""{"id":1,"type":"xychart","options":{{options}}}""");

        modern["type"]!.GetValue<string>().ShouldBe("xychart");
        modern["options"]!.ToJsonString().ShouldBe(options);
    }

    [Fact]
    public void Xy_ManualOfBefore_HasMatchersAndOverrides()
    {
        var modern = Modern(
            """
            {"id":1,"type":"xychart","options":{"seriesMapping":"manual","dims":{"frame":0,"exclude":[]},"series":[
              {"name":"Male","pointColor":{"fixed":"#5795f2"},"pointSize":{"fixed":7,"min":1,"max":20},"x":"Height","y":"Weight"},
              {"frame":1,"x":"Height","y":"Weight F","pointColor":{"field":"Age"},"pointSize":{"field":"BMI","min":2,"max":40},"show":"lines"}]}}
            """);

        var series = modern["options"]!["series"]!.AsArray();
        modern["options"]!["mapping"]!.GetValue<string>().ShouldBe("manual");
        series[0]!.ToJsonString().ShouldBe("""{"x":{"matcher":{"id":"byName","options":"Height"}},"y":{"matcher":{"id":"byName","options":"Weight"}},"name":{"fixed":"Male"}}""");
        series[1]!["frame"]!["matcher"]!["options"]!.GetValue<int>().ShouldBe(1);
        series[1]!["color"]!["matcher"]!["options"]!.GetValue<string>().ShouldBe("Age");
        series[1]!["size"]!["matcher"]!["options"]!.GetValue<string>().ShouldBe("BMI");
        Overrides(modern).ShouldBe(["Weight: color,custom.pointSize.fixed", "Weight F: custom.show", "BMI: custom.pointSize.min,custom.pointSize.max"]);
    }

    [Theory]
    [InlineData("""{"seriesMapping":"auto","series":[],"dims":{"x":"load","frame":1,"exclude":["z"]}}""", """[{"x":{"matcher":{"id":"byName","options":"load"}},"frame":{"matcher":{"id":"byIndex","options":1}},"y":{"exclude":{"id":"byNames","options":["z"]}}}]""")]
    [InlineData("""{"seriesMapping":"auto","series":[]}""", "[{}]")]
    [InlineData("""{"seriesMapping":"manual","series":[{"x":{"field":"a"},"y":{"field":{"matcher":{"id":"byRegexp","options":"/b/"}}}}]}""", """[{"x":{"matcher":{"id":"byName","options":"a"}},"y":{"matcher":{"id":"byRegexp","options":"/b/"}}}]""")]
    [InlineData("{}", "[{}]")]
    public void Xy_EachOldWayToNameColumns_BecomesMatchers(string options, string series)
        => Modern($$"""{"id":1,"type":"xychart","options":{{options}}}""")["options"]!["series"]!.ToJsonString().ShouldBe(series);

    [Fact]
    public void Trend_BecomesLinesOverItsField()
    {
        var modern = Modern("""{"id":1,"type":"trend","options":{"xField":"rpm"},"fieldConfig":{"defaults":{"custom":{"drawStyle":"line","pointSize":4}},"overrides":[{"matcher":{"id":"byName","options":"torque"},"properties":[{"id":"custom.drawStyle","value":"points"}]}]}}""");

        modern["type"]!.GetValue<string>().ShouldBe("xychart");
        modern["options"]!["series"]!.ToJsonString().ShouldBe("""[{"x":{"matcher":{"id":"byName","options":"rpm"}}}]""");
        modern["fieldConfig"]!["defaults"]!["custom"]!["show"]!.GetValue<string>().ShouldBe("lines");
        modern["fieldConfig"]!["defaults"]!["custom"]!["pointSize"]!["fixed"]!.GetValue<double>().ShouldBe(4);
        Overrides(modern).ShouldBe(["torque: custom.show"]);
    }

    private static string[] Overrides(JsonObject panel)
        => [.. panel["fieldConfig"]!["overrides"]!.AsArray().Select(one => one!["matcher"]!["options"] + ": " + string.Join(',', one["properties"]!.AsArray().Select(property => property!["id"])))];

    private static JsonObject Modern(string panel) => Engine.WithPanel(panel).Panels[0].Modern;
}
