using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages.Editing;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Tests.Features.Dashboards.Import;

/// <summary>What files of Grafana 3 to 8 hold beside their panels: copies of repeats, links, library panels, resources around them.</summary>
public sealed class OldFileTests
{
    [Fact]
    public void Read_CopiesOfRepeatedPanels_AreLeftOut()
    {
        var dashboard = Engine.Read(
            """
            {"title":"T","panels":[
              {"id":1,"type":"row","repeat":"node","gridPos":{"y":0}},
              {"id":2,"type":"stat","repeat":"disk","scopedVars":{},"gridPos":{"y":1}},
              {"id":3,"type":"stat","repeat":null,"repeatIteration":1562,"repeatPanelId":2,"gridPos":{"y":1}},
              {"id":4,"type":"row","repeat":null,"repeatIteration":1562,"repeatPanelId":1,"gridPos":{"y":9}},
              {"id":5,"type":"stat","repeat":"disk","repeatIteration":1562,"repeatPanelId":2,"repeatedByRow":true,"gridPos":{"y":10}},
              {"id":6,"type":"gauge","repeatIteration":1562,"repeatPanelId":77,"gridPos":{"y":20}}]}
            """);

        dashboard.Panels.Select(panel => panel.Id).ShouldBe([1, 2, 6]);
        dashboard.Notes.ShouldContain(note => note.Tone == "info" && note.Text.StartsWith("3 copies"));
        dashboard.Source["panels"]!.AsArray().Count.ShouldBe(6);
    }

    [Fact]
    public void Draft_OfAFileWithCopies_HasNoneOfThem()
    {
        var draft = DraftJson.Begin(Engine.Read(
            """
            {"title":"T","panels":[{"id":1,"type":"stat","repeat":"n","gridPos":{"y":0,"h":3}},{"id":2,"type":"stat","repeatPanelId":1,"gridPos":{"y":3,"h":3}},
             {"id":3,"type":"row","collapsed":true,"gridPos":{"y":6},"panels":[{"id":4,"type":"stat","repeatPanelId":1,"gridPos":{"y":7}},{"id":5,"type":"stat","gridPos":{"y":7}}]}]}
            """));

        draft["panels"]!.AsArray().Select(panel => panel!["id"]!.GetValue<int>()).ShouldBe([1, 3]);
        draft["panels"]![1]!["panels"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<int>().ShouldBe(5);
        draft["panels"]![1]!["gridPos"]!["y"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public void Read_CopiesOfRepeatedRows_AreLeftOut()
        => Engine.Read(
            """
            {"title":"T","schemaVersion":14,"rows":[{"title":"$n","repeat":"n","panels":[{"id":1,"type":"graph","span":12}]},
             {"title":"$n","repeat":null,"repeatIteration":5,"repeatRowId":1,"panels":[{"id":2,"type":"graph","span":12,"repeatPanelId":1}]}]}
            """).Panels.Select(panel => panel.Type).ShouldBe([PanelType.Row, PanelType.TimeSeries]);

    [Theory]
    [InlineData("\"maxPerRow\":3", 3)]
    [InlineData("\"minSpan\":8", 3)]
    [InlineData("\"minSpan\":24", 1)]
    [InlineData("\"minSpan\":0", 4)]
    public void Read_WidthOfRepeats_SaysHowManyStandSideBySide(string settings, int expected)
        => Engine.WithPanel($$"""{"id":1,"type":"stat",{{settings}}}""").Panels[0].MaxPerRow.ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":"absolute","url":"/x","title":"a","params":"var-a=1"}""", "/x?var-a=1")]
    [InlineData("""{"type":"absolute","url":"/x?y=2","params":"?var-a=1"}""", "/x?y=2&var-a=1")]
    [InlineData("""{"type":"dashboard","dashboard":"All nodes","dashUri":"db/all-nodes"}""", "/dashboards?q=All%20nodes")]
    [InlineData("""{"url":"/d/x"}""", "/d/x")]
    public void Read_LinksOfOldPanels_LeadSomewhere(string link, string expected)
        => Engine.WithPanel($$"""{"id":1,"type":"stat","links":[{{link}}]}""").Panels[0].Links.ShouldHaveSingleItem().Url.ShouldBe(expected);

    [Fact]
    public void Read_LibraryPanelsAsList_AreShown()
        => Engine.Read(
            """
            {"title":"T","panels":[{"id":5,"gridPos":{"w":3},"libraryPanel":{"uid":"u","name":"N"}},{"id":6,"libraryPanel":{"name":"M"}}],
             "__elements":[{"uid":"v"},{"uid":"u","name":"N","kind":1,"model":{"type":"gauge"}}]}
            """).Panels.Select(panel => panel.Type).ShouldBe([PanelType.Gauge, PanelType.Unsupported]);

    [Theory]
    [InlineData("""{"apiVersion":"dashboard.grafana.app/v1beta1","kind":"Dashboard","metadata":{"name":"abc"},"spec":{"title":"X","panels":[]}}""", "abc")]
    [InlineData("""{"apiVersion":"dashboard.grafana.app/v1beta1","kind":"Dashboard","metadata":{"name":"abc"},"spec":{"uid":"own","title":"X","panels":[]}}""", "own")]
    [InlineData("""{"kind":"GrafanaDashboard","metadata":{"name":"cr"},"spec":{"json":"{\"uid\":\"in\",\"title\":\"X\",\"panels\":[]}"}}""", "in")]
    public void Read_Resources_HaveTheirUid(string json, string uid)
    {
        var dashboard = Engine.Read(json);

        (dashboard.Title, dashboard.Uid).ShouldBe(("X", uid));
    }

    [Theory]
    [InlineData("prometheus", "prometheus:default", "default Prometheus")]
    [InlineData("victoriametrics-metrics-datasource", "prometheus:default", "default Prometheus")]
    [InlineData("loki", "loki:default", "default Loki")]
    public void Read_InputsOfKindsThatAreAsked_BecomeOurs(string plugin, string expected, string words)
    {
        var dashboard = Engine.Read($$$"""{"title":"T","panels":[{"id":1,"type":"stat","datasource":{"uid":"${DS}"}}],"__inputs":[{"name":"DS","type":"datasource","pluginId":"{{{plugin}}}"}]}""");

        dashboard.Panels[0].Modern["datasource"]!["uid"]!.GetValue<string>().ShouldBe(expected);
        dashboard.Notes.ShouldContain(note => note.Text.Contains(words));
    }

    [Fact]
    public void Read_InputOfExpressions_ComputesThem()
    {
        var dashboard = Engine.Read("""{"title":"T","panels":[{"id":1,"type":"stat","targets":[{"refId":"C","type":"math","datasource":{"uid":"${DS_EXPRESSION}"}}]}],"__inputs":[{"name":"DS_EXPRESSION","type":"datasource","pluginId":"__expr__"}]}""");

        Engine.Answering(_ => "[]").Sources.Resolve(dashboard.Panels[0].Modern["targets"]![0]!["datasource"], ResolvedVariables.Empty, null).Kind.ShouldBe(SourceKind.Expression);
        dashboard.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"prometheus:default\"", "default", null)]
    [InlineData("\"prometheus:gone\"", null, "no Prometheus named “prometheus:gone”")]
    [InlineData("{\"type\":\"prometheus\",\"uid\":\"default\"}", "default", null)]
    [InlineData("{\"type\":\"victoriametrics-metrics-datasource\",\"uid\":\"${ds}\"}", null, null)]
    public void Resolve_ChosenAtImport_IsThatServer(string source, string? server, string? words)
    {
        var found = Engine.Answering(_ => "[]").Sources.Resolve(JsonNode.Parse(source), ResolvedVariables.Empty, null);

        (found.Kind, found.Server).ShouldBe((SourceKind.Prometheus, server));
        (found.Words ?? "").ShouldContain(words ?? "");
    }
}
