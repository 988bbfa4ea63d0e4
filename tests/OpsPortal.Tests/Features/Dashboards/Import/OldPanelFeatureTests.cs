using System.Text.Json.Nodes;

namespace OpsPortal.Tests.Features.Dashboards.Import;

/// <summary>Settings of old panels that stand in few files each, and mean something else when they are missed.</summary>
public sealed class OldPanelFeatureTests
{
    [Fact]
    public void Graph_DataLinks_AreItsFieldsLinks()
        => Modern("""{"id":1,"type":"graph","options":{"dataLinks":[{"title":"Logs","url":"/logs?q=${__series_name}"}]}}""")["fieldConfig"]!["defaults"]!["links"]![0]!["title"]!.GetValue<string>().ShouldBe("Logs");

    [Fact]
    public void Graph_BeforeVersion13_HasItsAxesAndThresholds()
    {
        var defaults = Modern(
            """
            {"id":1,"type":"graph","y_formats":["bytes","short"],"leftYAxisLabel":"Memory","grid":{"leftMin":0,"leftMax":null,"leftLogBase":10,"threshold1":50,"threshold1Color":"#111","threshold2":80,"threshold2Color":"#222","thresholdLine":true},
             "seriesOverrides":[{"alias":"b","yaxis":2}]}
            """)["fieldConfig"]!["defaults"]!;

        defaults["unit"]!.GetValue<string>().ShouldBe("bytes");
        defaults["min"]!.GetValue<double>().ShouldBe(0);
        defaults["custom"]!["axisLabel"]!.GetValue<string>().ShouldBe("Memory");
        defaults["custom"]!["scaleDistribution"]!["log"]!.GetValue<int>().ShouldBe(10);
        defaults["custom"]!["thresholdsStyle"]!["mode"]!.GetValue<string>().ShouldBe("line");
        defaults["thresholds"]!["steps"]!.ToJsonString().ShouldBe("""[{"color":"transparent","value":null},{"color":"#111","value":50},{"color":"#222","value":80}]""");
    }

    [Theory]
    [InlineData("\"threshold1\":80,\"threshold2\":50", "[{\"color\":\"red\",\"value\":null},{\"color\":\"red\",\"value\":50},{\"color\":\"transparent\",\"value\":80}]")]
    [InlineData("\"threshold1\":80", "[{\"color\":\"transparent\",\"value\":null},{\"color\":\"red\",\"value\":80}]")]
    public void Graph_ThresholdsOfItsGrid_SayWhichSideIsMeant(string grid, string steps)
        => Modern($$$"""{"id":1,"type":"graph","grid":{{{{grid}}}}}""")["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.ToJsonString().ShouldBe(steps);

    [Fact]
    public void Graph_BarsUnderALine_AreBars()
    {
        var custom = Modern("""{"id":1,"type":"graph","bars":true,"lines":true}""")["fieldConfig"]!["defaults"]!["custom"]!;

        (custom["drawStyle"]!.GetValue<string>(), custom["fillOpacity"]!.GetValue<int>()).ShouldBe(("bars", 100));
    }

    [Fact]
    public void Graph_AsHistogram_KeepsItsBuckets()
    {
        var modern = Modern("""{"id":1,"type":"graph","xaxis":{"mode":"histogram","buckets":12}}""");

        (modern["type"]!.GetValue<string>(), modern["options"]!["bucketCount"]!.GetValue<double>()).ShouldBe(("histogram", 12));
    }

    [Theory]
    [InlineData("""{"mappingType":2,"rangeMaps":[{"from":"null","to":"null","text":"N/A"},{"from":"","to":"","text":""}]}""", "[]")]
    [InlineData("""{"mappingType":2,"rangeMaps":[{"from":"null","to":"null","text":"none"},{"from":"1","to":"5","text":"low"}]}""", """[{"type":"special","options":{"match":"null","result":{"text":"none"}}},{"type":"range","options":{"from":1,"to":5,"result":{"text":"low"}}}]""")]
    [InlineData("""{"rangeMaps":[{"from":"3","to":"","text":"many"}]}""", """[{"type":"range","options":{"from":3,"to":null,"result":{"text":"many"}}}]""")]
    [InlineData("""{"valueMaps":[{"op":"=","value":"","text":""},{"op":"=","value":"0","text":"DOWN"}],"rangeMaps":[{"from":"1","to":"2","text":"x"}]}""", """[{"type":"value","options":{"0":{"text":"DOWN"}}}]""")]
    public void SingleStat_Maps_AreThoseThatMeanSomething(string settings, string expected)
        => Modern("""{"id":1,"type":"singlestat",""" + settings[1..])["fieldConfig"]!["defaults"]!["mappings"]!.ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData("time_series", "")]
    [InlineData("table", "/^instance$/")]
    public void SingleStat_Column_IsOfTablesOnly(string format, string fields)
        => Modern($$"""{"id":1,"type":"singlestat","tableColumn":"instance","targets":[{"expr":"up","format":"{{format}}"}]}""")["options"]!["reduceOptions"]!["fields"]!.GetValue<string>().ShouldBe(fields);

    [Fact]
    public void OldTable_LinkWithAnotherColumn_NamesItsCell()
        => Modern("""{"id":1,"type":"table-old","styles":[{"pattern":"pod","type":"number","link":true,"linkUrl":"./d/x?var-ns=$__cell_2&var-pod=$__cell&var-c=${__cell_1:raw}"}]}""")
            ["fieldConfig"]!["overrides"]![0]!["properties"]!.ToJsonString().ShouldContain("./d/x?var-ns=${__data.fields[2]}\\u0026var-pod=${__value.text}\\u0026var-c=${__data.fields[1]}");

    [Fact]
    public void OldTable_ColourOfRows_IsForTheWholeRow()
        => Engine.WithPanel("""{"id":1,"type":"table","styles":[{"pattern":"Value","type":"number","thresholds":["1","2"],"colors":["green","orange","red"],"colorMode":"row"}]}""")
            .Panels[0].Modern["fieldConfig"]!["overrides"]!.ToJsonString().ShouldContain("""{"type":"color-background","applyToRow":true}""");

    [Fact]
    public void OldTable_Sort_IsByItsColumn()
        => Modern("""{"id":1,"type":"table-old","styles":[],"sort":{"col":3,"desc":true}}""")["options"]!["sortBy"]!.ToJsonString().ShouldBe("""[{"column":3,"desc":true}]""");

    [Fact]
    public void Gauge_OfGrafana60_HasFieldConfig()
    {
        var modern = Modern("""{"id":1,"type":"gauge","options":{"unit":"percent","decimals":"1","stat":"avg","minValue":"0","maxValue":50,"thresholds":[{"index":0,"value":null,"color":"green"},{"index":1,"value":80,"color":"red"}],"valueMappings":[{"type":1,"value":"0","text":"none"}]}}""");

        var defaults = modern["fieldConfig"]!["defaults"]!;
        (defaults["unit"]!.GetValue<string>(), defaults["decimals"]!.GetValue<int>(), defaults["min"]!.GetValue<double>(), defaults["max"]!.GetValue<double>()).ShouldBe(("percent", 1, 0, 50));
        defaults["mappings"]!.ToJsonString().ShouldBe("""[{"type":"value","options":{"0":{"text":"none"}}}]""");
        modern["options"]!["reduceOptions"]!["calcs"]!.ToJsonString().ShouldBe("[\"mean\"]");
    }

    [Fact]
    public void Gauge_TitleOfItsFields_IsTheirName()
        => Modern("""{"id":1,"type":"bargauge","options":{"fieldOptions":{"defaults":{"title":"$__series_name"}}}}""")["fieldConfig"]!["defaults"]!["displayName"]!.GetValue<string>().ShouldBe("$__series_name");

    [Fact]
    public void Mappings_OfOverrides_AreToday()
        => Modern("""{"id":1,"type":"table","fieldConfig":{"defaults":{},"overrides":[{"matcher":{"id":"byName","options":"x"},"properties":[{"id":"unit","value":"s"},{"id":"mappings","value":[{"type":1,"value":"1","text":"UP"},{"type":2,"from":"2","to":"9","text":"odd"}]}]}]}}""")
            ["fieldConfig"]!["overrides"]![0]!["properties"]![1]!["value"]!.ToJsonString()
            .ShouldBe("""[{"type":"value","options":{"1":{"text":"UP"}}},{"type":"range","options":{"from":2,"to":9,"result":{"text":"odd"}}}]""");

    [Fact]
    public void Tooltip_OfGrafana74_HasItsName()
        => Modern("""{"id":1,"type":"timeseries","options":{"tooltipOptions":{"mode":"multi"}}}""")["options"]!["tooltip"]!["mode"]!.GetValue<string>().ShouldBe("multi");

    [Fact]
    public void OldHeatmap_LogarithmicAxis_CutsByPowers()
        => Modern("""{"id":1,"type":"heatmap","dataFormat":"timeseries","yAxis":{"format":"s","logBase":2},"xBucketSize":"1m"}""")["options"]!["calculation"]!.ToJsonString()
            .ShouldBe("""{"xBuckets":{"mode":"size","value":"1m"},"yBuckets":{"mode":"count","value":"","scale":{"type":"log","log":2}}}""");

    private static JsonObject Modern(string panel) => Engine.WithPanel(panel).Panels[0].Modern;
}
