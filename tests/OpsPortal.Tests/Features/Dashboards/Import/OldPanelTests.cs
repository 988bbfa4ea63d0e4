using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Tests.Features.Dashboards.Import;

public sealed class OldPanelTests
{
    [Fact]
    public void Graph_WithEverything_BecomesTimeSeries()
    {
        var modern = Modern(
            """
            {"id":1,"type":"graph","bars":false,"lines":true,"linewidth":2,"fill":3,"stack":true,"percentage":true,"steppedLine":true,"nullPointMode":"connected","points":true,"pointradius":3,
             "yaxes":[{"format":"bytes","label":"Memory","min":"0","max":null,"logBase":10},{"format":"percentunit","max":1}],
             "legend":{"show":true,"alignAsTable":true,"rightSide":true,"values":true,"avg":true,"current":true,"max":true,"sort":"current","sortDesc":true,"hideZero":true},
             "tooltip":{"shared":true,"sort":2},"aliasColors":{"used":"#ff0000"},"thresholds":[{"value":5,"op":"gt","colorMode":"critical","fill":true,"line":true}],
             "seriesOverrides":[{"alias":"/limit.*/","dashes":true,"fill":0,"stack":false,"yaxis":2,"color":"#777"},{"alias":"hid","hiddenSeries":true}]}
            """);

        modern["type"]!.GetValue<string>().ShouldBe("timeseries");
        var defaults = modern["fieldConfig"]!["defaults"]!;
        defaults["unit"]!.GetValue<string>().ShouldBe("bytes");
        defaults["min"]!.GetValue<double>().ShouldBe(0);
        defaults["max"].ShouldBeNull();
        var custom = defaults["custom"]!;
        JsonNode.DeepEquals(custom["stacking"], JsonNode.Parse("""{"mode":"percent","group":"A"}""")).ShouldBeTrue();
        custom["lineInterpolation"]!.GetValue<string>().ShouldBe("stepAfter");
        custom["spanNulls"]!.GetValue<bool>().ShouldBeTrue();
        custom["fillOpacity"]!.GetValue<double>().ShouldBe(30);
        custom["axisLabel"]!.GetValue<string>().ShouldBe("Memory");
        custom["scaleDistribution"]!["log"]!.GetValue<int>().ShouldBe(10);
        custom["thresholdsStyle"]!["mode"]!.GetValue<string>().ShouldBe("line+area");
        defaults["thresholds"]!["steps"]!.ToJsonString().ShouldBe("""[{"color":"transparent","value":null},{"color":"red","value":5}]""");
        var legend = modern["options"]!["legend"]!;
        legend["calcs"]!.ToJsonString().ShouldBe("""["max","mean","lastNotNull"]""");
        (legend["displayMode"]!.GetValue<string>(), legend["placement"]!.GetValue<string>(), legend["sortBy"]!.GetValue<string>()).ShouldBe(("table", "right", "Last *"));
        modern["options"]!["tooltip"]!.ToJsonString().ShouldBe("""{"mode":"multi","sort":"desc"}""");
        var overrides = modern["fieldConfig"]!["overrides"]!.AsArray().Select(one => one!["matcher"]!["id"] + " " + one["matcher"]!["options"] + ": " + string.Join(",", one["properties"]!.AsArray().Select(property => property!["id"]))).ToArray();
        overrides.ShouldContain("byName used: color");
        overrides.ShouldContain(one => one.StartsWith("byRegexp /limit.*/: color,custom.axisPlacement,unit,max,custom.fillOpacity,custom.lineStyle,custom.stacking"));
        overrides.ShouldContain("byName hid: custom.hideFrom");
        overrides.ShouldContain(one => one.StartsWith("byValue"));
    }

    [Theory]
    [InlineData("\"bars\":true,\"lines\":false", "bars")]
    [InlineData("\"points\":true,\"lines\":false", "points")]
    [InlineData("\"lines\":true", "line")]
    public void Graph_DrawStyle_IsKept(string settings, string style)
        => Modern($$"""{"id":1,"type":"graph",{{settings}}}""")["fieldConfig"]!["defaults"]!["custom"]!["drawStyle"]!.GetValue<string>().ShouldBe(style);

    [Fact]
    public void SingleStat_WithColoursAndMaps_BecomesStat()
    {
        var modern = Modern(
            """
            {"id":1,"type":"singlestat","format":"none","postfix":" req","valueName":"avg","colorBackground":true,"thresholds":"10,20","colors":["green","orange","red"],
             "sparkline":{"show":true},"decimals":1,"mappingType":1,"valueMaps":[{"value":"null","text":"N/A"},{"value":"1","text":"UP"}],"nullText":"none yet"}
            """);

        modern["type"]!.GetValue<string>().ShouldBe("stat");
        modern["fieldConfig"]!["defaults"]!["unit"]!.GetValue<string>().ShouldBe("suffix:req");
        modern["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.ToJsonString().ShouldBe("""[{"color":"green","value":null},{"color":"orange","value":10},{"color":"red","value":20}]""");
        modern["fieldConfig"]!["defaults"]!["mappings"]!.ToJsonString().ShouldBe("""[{"type":"value","options":{"1":{"text":"UP"}}}]""");
        modern["options"]!["colorMode"]!.GetValue<string>().ShouldBe("background");
        modern["options"]!["graphMode"]!.GetValue<string>().ShouldBe("area");
        modern["options"]!["reduceOptions"]!["calcs"]!.ToJsonString().ShouldBe("[\"mean\"]");
    }

    [Fact]
    public void SingleStat_TextsAroundAUnit_StandAroundTheFigure()
    {
        // It says no calculation: that was the mean.
        var modern = Modern("""{"id":1,"type":"singlestat","format":"bytes","prefix":"~ ","postfix":" free","nullPointMode":"null as zero"}""");

        var defaults = modern["fieldConfig"]!["defaults"]!;
        (defaults["unit"]!.GetValue<string>(), defaults["textBefore"]!.GetValue<string>(), defaults["textBehind"]!.GetValue<string>(), defaults["nullValueMode"]!.GetValue<string>()).ShouldBe(("bytes", "~ ", " free", "null as zero"));
        modern["options"]!["reduceOptions"]!["calcs"]!.ToJsonString().ShouldBe("[\"mean\"]");
    }

    [Fact]
    public void SingleStat_WithGauge_BecomesGauge()
    {
        var modern = Modern("""{"id":1,"type":"singlestat","gauge":{"show":true,"minValue":0,"maxValue":50},"valueName":"current"}""");

        modern["type"]!.GetValue<string>().ShouldBe("gauge");
        modern["fieldConfig"]!["defaults"]!["max"]!.GetValue<double>().ShouldBe(50);
    }

    [Fact]
    public void OldTable_Styles_BecomeOverrides()
    {
        var modern = Modern(
            """
            {"id":1,"type":"table-old","transform":"table","styles":[{"pattern":"Time","type":"hidden"},
             {"pattern":"/Value.*/","alias":"CPU","type":"number","unit":"percent","decimals":2,"thresholds":["50","80"],"colorMode":"cell","colors":["g","o","r"],"link":true,"linkUrl":"/d/x?v=${__cell}"}]}
            """);

        modern["type"]!.GetValue<string>().ShouldBe("table");
        modern["transformations"]!.ToJsonString().ShouldContain("merge");
        var text = modern["fieldConfig"]!["overrides"]!.ToJsonString();
        text.ShouldContain("custom.hidden");
        text.ShouldContain("color-background");
        text.ShouldContain("${__value.text}");
    }

    [Fact]
    public void OldPie_BecomesPie()
        => Modern("""{"id":1,"type":"grafana-piechart-panel","pieType":"donut","format":"bytes","valueName":"total","legendType":"Right side","legend":{"show":true,"percentage":true}}""")
            ["options"]!.ToJsonString().ShouldContain("\"pieType\":\"donut\",\"reduceOptions\":{\"calcs\":[\"sum\"]");

    [Fact]
    public void OldHeatmap_OfBuckets_BecomesHeatmap()
    {
        var modern = Modern("""{"id":1,"type":"heatmap","dataFormat":"tsbuckets","color":{"mode":"spectrum","colorScheme":"interpolateSpectral"},"yAxis":{"format":"s"},"hideZeroBuckets":true}""");

        modern["options"]!["calculate"]!.GetValue<bool>().ShouldBeFalse();
        modern["options"]!["color"]!["scheme"]!.GetValue<string>().ShouldBe("Spectral");
        modern["options"]!["yAxis"]!["unit"]!.GetValue<string>().ShouldBe("s");
    }

    [Fact]
    public void Gauge_OfGrafana6_HasFieldConfig()
    {
        var modern = Engine.Read(Engine.Sample("dcgm-exporter")).Panels.First(panel => panel.Type == PanelType.Gauge).Modern;

        modern["options"]!["reduceOptions"].ShouldNotBeNull();
        modern["fieldConfig"]!["defaults"]!["unit"].ShouldNotBeNull();
        modern["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray().Count.ShouldBeGreaterThan(1);
    }

    private static JsonObject Modern(string panel) => Engine.WithPanel(panel).Panels[0].Modern;
}
