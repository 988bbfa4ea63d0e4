using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Import;

public sealed class DashboardImportTests
{
    [Theory]
    [InlineData("dcgm-exporter", 8, 3)]
    [InlineData("node-exporter-full", 141, 4)]
    [InlineData("vllm", 12, 3)]
    [InlineData("nvidia-gpu-exporter", 47, 4)]
    [InlineData("kube-prometheus_nodes", 12, 3)]
    [InlineData("ray-serve-llm", 51, 5)]
    public void Read_RealDashboard_ShowsEveryPanel(string name, int panels, int variables)
    {
        var dashboard = Engine.Read(Engine.Sample(name));

        dashboard.AllPanels.Count().ShouldBe(panels);
        dashboard.Variables.Count.ShouldBe(variables);
        dashboard.AllPanels.ShouldAllBe(panel => panel.Type != PanelType.Unsupported);
        dashboard.Notes.Where(note => note.Tone == "bad").ShouldBeEmpty();
        dashboard.AllPanels.Select(panel => panel.Id).ShouldBeUnique();
    }

    [Theory]
    [InlineData("dcgm-exporter")]
    [InlineData("node-exporter-full")]
    [InlineData("ray-serve-llm")]
    public void Export_AfterReading_KeepsEverything(string name)
    {
        var given = (JsonObject)SafeJson.Parse(Engine.Sample(name)).Node!;

        var exported = DashboardExport.Json(Engine.Read(Engine.Sample(name)));

        foreach (var (key, value) in given.Where(pair => pair.Key != "id"))
            JsonNode.DeepEquals(exported[key], value).ShouldBeTrue(key);
    }

    [Theory]
    [InlineData("", "nothing to read")]
    [InlineData("{", "isn't JSON: line 1")]
    [InlineData("[1]", "list")]
    [InlineData("3", "isn't a JSON object")]
    [InlineData("{}", "isn't a dashboard")]
    [InlineData("{\"type\":\"stat\",\"gridPos\":{}}", "one panel")]
    public void Read_NotADashboard_SaysWhy(string json, string words)
    {
        var read = DashboardImport.Read(json);

        read.IsOk.ShouldBeFalse();
        read.Errors.ShouldHaveSingleItem().ShouldContain(words);
    }

    [Theory]
    [InlineData("{\"dashboard\":{\"title\":\"X\",\"panels\":[]},\"meta\":{}}")]
    [InlineData("{\"kind\":\"Dashboard\",\"apiVersion\":\"v1\",\"spec\":{\"title\":\"X\",\"panels\":[]}}")]
    [InlineData("\uFEFF{\"title\":\"X\",\"panels\":[],}")]
    public void Read_Wrapped_IsUnwrapped(string json) => Engine.Read(json).Title.ShouldBe("X");

    [Fact]
    public void Read_OddValues_AreTolerated()
    {
        var dashboard = Engine.Read(
            """
            {"title": 7, "tags": "one", "refresh": false, "time": [], "graphTooltip": "2", "templating": null, "links": {}, "panels": [
              null, 3, {"type": null}, {"type": "stat", "id": "9", "gridPos": {"w": "40", "h": -3, "x": 20}}, {"id": 9, "title": {"a": 1}, "type": "gauge", "targets": "none"},
              {"type": "timeseries", "fieldConfig": [], "options": 4, "transformations": {}, "targets": [{"expr": 4}, null]}]}
            """);

        dashboard.Title.ShouldBe("7");
        dashboard.Tags.ShouldBe(["one"]);
        dashboard.Refresh.ShouldBe("");
        dashboard.GraphTooltip.ShouldBe(2);
        dashboard.Panels.Count.ShouldBe(4);
        dashboard.Panels.Select(panel => panel.Id).ShouldBeUnique();
        dashboard.Panels.ShouldAllBe(panel => panel.GridPos.X + panel.GridPos.W <= 24 && panel.GridPos.H > 0);
    }

    [Theory]
    [InlineData("now", "1m", "now-1m")]
    [InlineData("now", "90s", "now-90s")]
    [InlineData("now-5m", "1m", "now-5m")]
    [InlineData("now", "0s", "now")]
    [InlineData("now", "soon", "now")]
    public void Read_DelayOfNow_IsWhereItsRangeEnds(string to, string delay, string expected)
        => Engine.Read($$$"""{"title":"T","time":{"from":"now-1h","to":"{{{to}}}"},"timepicker":{"nowDelay":"{{{delay}}}"}}""").OpensTo.ShouldBe(expected);

    [Fact]
    public void Read_NodeGraph_IsDrawn()
    {
        var dashboard = Engine.Read("""{"title":"T","panels":[{"id":1,"type":"nodeGraph","targets":[{"refId":"A","expr":"up"}]}]}""");

        PanelTypes.NameOf(dashboard.Panels[0].Type).ShouldBe("nodeGraph");
        dashboard.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Read_Inputs_BecomeServersOfOurs()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","panels":[{"id":1,"type":"stat","datasource":"${DS_PROM}","targets":[{"expr":"up{env=\"${VAR_ENV}\"}"}]}],
             "__inputs":[{"name":"DS_PROM","type":"datasource","pluginId":"prometheus","label":"Prom"},{"name":"VAR_ENV","type":"constant","value":"prod"}]}
            """);

        dashboard.Panels[0].Modern["datasource"]!.GetValue<string>().ShouldBe("prometheus:default");
        dashboard.Panels[0].Modern["targets"]![0]!["expr"]!.GetValue<string>().ShouldBe("up{env=\"prod\"}");
        dashboard.Source["panels"]![0]!["datasource"]!.GetValue<string>().ShouldBe("${DS_PROM}");
        dashboard.Notes.ShouldContain(note => note.Text.Contains("default Prometheus"));
    }

    [Fact]
    public void Read_WhatCannotBeShown_IsToldPanelByPanel()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","schemaVersion":99,"panels":[
              {"id":1,"title":"Map","type":"geomap"},
              {"id":2,"title":"Rows","type":"table","targets":[{"refId":"A","datasource":{"type":"mysql","uid":"x"}}],"transformations":[{"id":"fieldLookup"}]},
              {"id":3,"title":"Lib","libraryPanel":{"uid":"u","name":"Shared one"},"gridPos":{"x":0,"y":0,"w":4,"h":4}},
              {"id":4,"title":"Odd","type":"candlestick","targets":[{"refId":"B","datasource":{"type":"__expr__","uid":"__expr__"},"type":"forecast"}]}],
             "templating":{"list":[{"name":"f","type":"snapshot"}]},"annotations":{"list":[{"name":"Deploys","datasource":{"type":"mysql","uid":"x"},"expr":"select 1"}]}}
            """);

        string Words(int? id) => string.Join('|', dashboard.Notes.Where(note => note.PanelId == id).Select(note => note.Tone + ":" + note.Text));
        Words(1).ShouldStartWith("bad:Panels of the kind “geomap” aren't drawn: maps need");
        Words(2).ShouldContain("bad:Query A asks “mysql”");
        Words(2).ShouldContain("warn:The transformation “fieldLookup”");
        Words(3).ShouldContain("library panel “Shared one”, which isn't in the file");
        Words(4).ShouldContain("shown as “timeseries”");
        Words(4).ShouldContain("kind “forecast”");
        Words(null).ShouldContain("kind “snapshot”");
        Words(null).ShouldContain("annotation query “Deploys”");
        Words(null).ShouldContain("newer Grafana");
    }

    [Fact]
    public void Read_LibraryPanelInTheFile_IsShown()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","panels":[{"id":5,"gridPos":{"x":1,"y":2,"w":3,"h":4},"libraryPanel":{"uid":"u","name":"N"}}],
             "__elements":{"u":{"name":"N","model":{"type":"gauge","title":"Shared","targets":[{"expr":"up"}]}}}}
            """);

        dashboard.Panels[0].Type.ShouldBe(PanelType.Gauge);
        dashboard.Panels[0].Title.ShouldBe("Shared");
        dashboard.Panels[0].GridPos.ShouldBe(new GridPos(1, 2, 3, 4));
    }

    [Fact]
    public void Read_DuplicateKeysAndBrokenSurrogates_AreRead()
        => Engine.Read("""{"title":"a","title":"b\ud800","panels":[]}""").Title.ShouldStartWith("");

    [Fact]
    public void Read_RowsOfOldDashboards_BecomeGrid()
    {
        var dashboard = Engine.Read(
            """
            {"title":"Old","schemaVersion":14,"rows":[
              {"title":"First","height":"250px","showTitle":true,"panels":[{"id":1,"type":"graph","span":6},{"id":2,"type":"graph","span":6},{"id":3,"type":"text","span":12,"content":"x"}]},
              {"title":"Second","collapse":true,"height":200,"panels":[{"id":4,"type":"singlestat","span":3}]}]}
            """);

        dashboard.Panels.Select(panel => (panel.Type, panel.GridPos.X, panel.GridPos.W)).ShouldBe([
            (PanelType.Row, 0, 24), (PanelType.TimeSeries, 0, 12), (PanelType.TimeSeries, 12, 12), (PanelType.Text, 0, 24), (PanelType.Row, 0, 24)]);
        dashboard.Panels[^1].Collapsed.ShouldBeTrue();
        dashboard.Panels[^1].Children.ShouldHaveSingleItem().Type.ShouldBe(PanelType.Stat);
        LayoutPlan.From(dashboard, ResolvedVariables.Empty).Count.ShouldBe(5);
    }
}
