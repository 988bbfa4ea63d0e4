using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Tests.Features.Dashboards.Import;

/// <summary>Grafana's v2 form becomes the classic one: v2, v2beta1 and v2alpha1, each layout, each kind of variable.</summary>
public sealed class V2FormTests
{
    private const string Element =
        """
        {"kind":"Panel","spec":{"id":7,"title":"Rate","description":"d","links":[],
          "data":{"kind":"QueryGroup","spec":{"queries":[{"kind":"PanelQuery","spec":{"refId":"A","hidden":true,
            "query":{"kind":"DataQuery","group":"prometheus","version":"v0","datasource":{"name":"${ds}"},"spec":{"expr":"up","legendFormat":"__auto"}}}}],
            "transformations":[{"kind":"Transformation","group":"limit","spec":{"options":{"limitField":3}}}],"queryOptions":{"interval":"30s","timeFrom":"2h","maxDataPoints":50}}},
          "vizConfig":{"kind":"VizConfig","group":"timeseries","version":"12","spec":{"options":{"legend":{"showLegend":true}},"fieldConfig":{"defaults":{"unit":"s"},"overrides":[]}}}}}
        """;

    [Fact]
    public void Read_V2Panel_HasItsQueriesLookAndWishes()
    {
        var dashboard = Engine.Read(Resource(Element, Grid("""{"x":2,"y":3,"width":6,"height":4,"element":{"kind":"ElementReference","name":"p"},"repeat":{"mode":"variable","value":"v","direction":"v","maxPerRow":2}}""")));

        (dashboard.Uid, dashboard.Title, dashboard.TimeFrom, dashboard.OpensTo, dashboard.Refresh, dashboard.GraphTooltip).ShouldBe(("named", "X", "now-3h", "now-1m", "30s", 1));
        var panel = dashboard.Panels.ShouldHaveSingleItem();
        (panel.Id, panel.Type, panel.Title, panel.Repeat, panel.RepeatDirection, panel.Interval, panel.TimeFrom, panel.MaxDataPoints).ShouldBe((7, PanelType.TimeSeries, "Rate", "v", "v", "30s", "2h", 50));
        panel.GridPos.ShouldBe(new GridPos(2, 3, 6, 4));
        var target = panel.Modern["targets"]![0]!;
        target.ToJsonString().ShouldBe("""{"expr":"up","legendFormat":"__auto","refId":"A","hide":true,"datasource":{"type":"prometheus","uid":"${ds}"}}""");
        panel.Modern["transformations"]!.ToJsonString().ShouldBe("""[{"options":{"limitField":3},"id":"limit"}]""");
        panel.Modern["fieldConfig"]!["defaults"]!["unit"]!.GetValue<string>().ShouldBe("s");
        dashboard.Notes.ShouldHaveSingleItem().Text.ShouldContain("v2 form");
    }

    [Theory]
    [InlineData("""{"kind":"prometheus","spec":{"expr":"up"}}""", ""","datasource":{"type":"prometheus","uid":"u"}""")]
    [InlineData("""{"kind":"DataQuery","group":"prometheus","datasource":{"name":"u"},"spec":{"expr":"up"}}""", "")]
    public void Read_EachAgeOfQueries_AsksTheSame(string query, string beside)
    {
        var element = """{"kind":"Panel","spec":{"id":1,"title":"","data":{"spec":{"queries":[{"spec":{"refId":"A","query":"""
            + query + beside + """}}],"transformations":[{"kind":"merge","spec":{"id":"merge","options":{}}}]}},"vizConfig":{"kind":"stat","spec":{}}}}""";

        var panel = Engine.Read(Resource(element, Grid("""{"element":{"name":"p"}}"""))).Panels.ShouldHaveSingleItem();

        panel.Type.ShouldBe(PanelType.Stat);
        panel.Modern["datasource"]!.ToJsonString().ShouldBe("""{"type":"prometheus","uid":"u"}""");
        panel.Modern["transformations"]![0]!["id"]!.GetValue<string>().ShouldBe("merge");
    }

    [Fact]
    public void Read_RowsTabsAndAutomaticGrids_BecomeRows()
    {
        var item = """{"kind":"AutoGridLayoutItem","spec":{"element":{"name":"p"}}}""";
        var auto = $$$"""{"kind":"AutoGridLayout","spec":{"maxColumnCount":2,"columnWidthMode":"standard","rowHeightMode":"short","items":[{{{item}}},{{{item}}},{{{item}}}]}}""";
        var layout = $$$"""
            {"kind":"TabsLayout","spec":{"tabs":[
              {"kind":"TabsLayoutTab","spec":{"title":"One","layout":{"kind":"RowsLayout","spec":{"rows":[{"kind":"RowsLayoutRow","spec":{"title":"Inner","repeat":{"mode":"variable","value":"job"},"layout":{{{auto}}} }}]}} }},
              {"kind":"TabsLayoutTab","spec":{"title":"Two","conditionalRendering":{"spec":{"items":[{}]}},"layout":{{{auto}}} }}]}}
            """;

        var dashboard = Engine.Read(Resource(Element, layout));

        dashboard.Panels.Where(panel => panel.Type == PanelType.Row).Select(row => (row.Title, row.Collapsed, row.Repeat)).ShouldBe([("One · Inner", false, "job"), ("Two", true, null)]);
        dashboard.Panels.Where(panel => panel.Type != PanelType.Row).Select(panel => (panel.GridPos.X, panel.GridPos.W, panel.GridPos.H)).ShouldBe([(0, 12, 4), (12, 12, 4), (0, 12, 4)]);
        dashboard.Panels[^1].Children.Count.ShouldBe(3);
        dashboard.AllPanels.Select(panel => panel.Id).ShouldBeUnique();
        dashboard.Notes.Select(note => note.Text).ShouldContain(text => text.Contains("Tabs become rows", StringComparison.Ordinal));
        dashboard.Notes.Select(note => note.Text).ShouldContain(text => text.Contains("everything is shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_V2Variables_AreThoseOfTheClassicForm()
    {
        var variables = """
            [{"kind":"DatasourceVariable","spec":{"name":"ds","pluginId":"prometheus","current":{"text":"P","value":"p"},"hide":"hideVariable","refresh":"onDashboardLoad"}},
             {"kind":"QueryVariable","spec":{"name":"q","query":{"kind":"DataQuery","group":"prometheus","datasource":{"name":"${ds}"},"spec":{"query":"label_values(up, job)","refId":"Q"}},"sort":"naturalDesc","refresh":"onTimeRangeChanged","multi":true,"includeAll":true,"current":{"text":["All"],"value":["$__all"]}}},
             {"kind":"QueryVariable","spec":{"name":"old","query":{"kind":"DataQuery","group":"prometheus","spec":{"__legacyStringValue":"label_values(job)"}},"sort":"disabled"}},
             {"kind":"TextVariable","spec":{"name":"t","query":"x"}},{"kind":"SwitchVariable","spec":{"name":"s","current":"on","enabledValue":"on","disabledValue":"off"}},
             {"kind":"AdhocVariable","group":"prometheus","datasource":{"name":"p"},"spec":{"name":"a","filters":[]}}]
            """;

        var read = Engine.Read(Resource(Element, Grid("""{"element":{"name":"p"}}"""), variables)).Variables;

        read.Select(one => (one.Name, one.Kind, one.Query, one.Hide, one.Sort, one.Refresh)).ShouldBe([
            ("ds", VariableKind.Datasource, "prometheus", 2, 0, 1), ("q", VariableKind.Query, "label_values(up, job)", 0, 8, 2), ("old", VariableKind.Query, "label_values(job)", 0, 0, 0),
            ("t", VariableKind.Textbox, "x", 0, 0, 0), ("s", VariableKind.Switch, "", 0, 0, 0), ("a", VariableKind.Adhoc, "", 0, 0, 0)]);
        read[1].Source["datasource"]!.ToJsonString().ShouldBe("""{"type":"prometheus","uid":"${ds}"}""");
        read[4].DefaultCurrent.ShouldBe(["on"]);
        read[5].Source["datasource"]!.ToJsonString().ShouldBe("""{"type":"prometheus","uid":"p"}""");
    }

    [Fact]
    public void Read_V2Again_IsTheClassicOne()
    {
        var once = Engine.Read(Resource(Element, Grid("""{"element":{"name":"p"}}""")));

        var twice = DashboardImport.Read((JsonObject)once.Source.DeepClone()).Dashboard!;

        twice.Notes.ShouldBeEmpty();
        JsonNode.DeepEquals(twice.Source, once.Source).ShouldBeTrue();
    }

    private static string Grid(string item) => $$$"""{"kind":"GridLayout","spec":{"items":[{"kind":"GridLayoutItem","spec":{{{item}}}}]}}""";

    private static string Resource(string element, string layout, string variables = "[]") => $$$"""
        {"apiVersion":"dashboard.grafana.app/v2","kind":"Dashboard","metadata":{"name":"named"},"spec":{"title":"X","cursorSync":"Crosshair","annotations":[],"tags":[],"links":[],
         "timeSettings":{"from":"now-3h","to":"now","autoRefresh":"30s","nowDelay":"1m"},"elements":{"p":{{{element}}}},"layout":{{{layout}}},"variables":{{{variables}}}}}
        """;
}
