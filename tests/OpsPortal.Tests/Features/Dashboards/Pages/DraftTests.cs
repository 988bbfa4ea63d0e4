using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Pages.Editing;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

public sealed class DraftTests
{
    private const string File =
        """
        { "uid": "x", "title": "X", "schemaVersion": 39, "somethingNew": { "kept": true },
          "templating": { "list": [ { "name": "job", "type": "query", "query": "label_values(up, job)" } ] },
          "panels": [
            { "id": 1, "type": "timeseries", "title": "A", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 8 }, "targets": [ { "refId": "A", "expr": "up" } ] },
            { "id": 2, "type": "row", "title": "Row", "collapsed": false, "gridPos": { "x": 0, "y": 8, "w": 24, "h": 1 } },
            { "id": 3, "type": "stat", "title": "B", "gridPos": { "x": 0, "y": 9, "w": 6, "h": 4 } },
            { "id": 4, "type": "stat", "title": "C", "gridPos": { "x": 6, "y": 9, "w": 6, "h": 4 } } ] }
        """;

    private readonly Draft _draft = Begin(File);

    [Fact]
    public void New_UntouchedDraft_IsNotDirtyAndKeepsWhatIsNotUnderstood()
    {
        _draft.IsDirty.ShouldBeFalse();
        _draft.Changes.ShouldBeEmpty();
        _draft.Json["somethingNew"]!["kept"]!.GetValue<bool>().ShouldBeTrue();
        _draft.PreviewOf(1).ShouldBeNull();
    }

    [Fact]
    public void Change_UndoRedo_GoBackAndForth()
    {
        Rename(1, "New").ShouldBeTrue();
        _draft.UndoWords.ShouldBe("Rename");
        _draft.IsDirty.ShouldBeTrue();

        _draft.Undo();
        Title(1).ShouldBe("A");
        _draft.IsDirty.ShouldBeFalse();
        _draft.Redo();
        Title(1).ShouldBe("New");
        _draft.RedoWords.ShouldBeNull();
    }

    [Fact]
    public void Change_ToTheSame_IsNoStep()
    {
        Rename(1, "A").ShouldBeFalse();

        _draft.UndoWords.ShouldBeNull();
    }

    [Fact]
    public void PreviewOf_ChangedPanel_HoldsItAloneWithTheVariables()
    {
        Rename(1, "New");

        var preview = JsonNode.Parse(_draft.PreviewOf(1)!)!;
        preview["panelId"]!.GetValue<int>().ShouldBe(1);
        preview["dashboard"]!["panels"]!.AsArray().Count.ShouldBe(1);
        preview["dashboard"]!["templating"]!["list"]!.AsArray().Count.ShouldBe(1);
        _draft.PreviewOf(3).ShouldBeNull();
    }

    [Fact]
    public void PreviewOf_MovedPanel_IsTheSavedOne()
    {
        _draft.Change("Move", json => DraftEdits.Place(json, 1, 12, 0, 12, 8)).ShouldBeTrue();

        _draft.PreviewOf(1).ShouldBeNull();
    }

    [Fact]
    public void ToggleRow_FoldsWhatFollowsIntoIt_AndBack()
    {
        _draft.Change("Fold", json => DraftEdits.ToggleRow(json, 2));
        _draft.Dashboard.Panels.Select(panel => panel.Id).ShouldBe([1, 2]);
        _draft.Dashboard.FindPanel(2)!.Children.Select(panel => panel.Id).ShouldBe([3, 4]);

        _draft.Change("Unfold", json => DraftEdits.ToggleRow(json, 2));
        _draft.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Remove_FoldedRow_KeepsItsPanels()
    {
        _draft.Change("Fold", json => DraftEdits.ToggleRow(json, 2));
        _draft.Change("Remove", json => DraftEdits.Remove(json, 2));

        _draft.Dashboard.Panels.Select(panel => panel.Id).ShouldBe([1, 3, 4]);
    }

    [Fact]
    public void Duplicate_RoomBeside_IsPutThere()
    {
        _draft.Change("Duplicate", json => DraftEdits.Duplicate(json, 1) == 5);

        _draft.Dashboard.FindPanel(5)!.GridPos.ShouldBe(new GridPos(12, 0, 12, 8));
        _draft.Dashboard.FindPanel(5)!.Title.ShouldBe("A (copy)");
    }

    [Fact]
    public void AddPanelAndRow_GetIdsOfTheirOwn()
    {
        var (panel, row) = (0, 0);
        _draft.Change("Add", json => (panel = DraftEdits.AddPanel(json)) > 0);
        _draft.Change("Add", json => (row = DraftEdits.AddRow(json)) > 0);

        (panel, row).ShouldBe((5, 6));
        _draft.Dashboard.AllPanels.Count().ShouldBe(6);
    }

    [Fact]
    public void Begin_OldRows_BecomePanelsWithPlaces()
    {
        var draft = Begin("""{ "title": "Old", "schemaVersion": 14, "rows": [ { "title": "R", "showTitle": true, "panels": [ { "id": 1, "type": "graph", "span": 6 }, { "id": 1, "type": "graph", "span": 6 } ] } ] }""");

        draft.Json["rows"].ShouldBeNull();
        draft.Dashboard.AllPanels.Select(panel => panel.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Thresholds_Written_AreOrderedWithTheBaseFirst()
    {
        var panel = (JsonObject)JsonNode.Parse("{}")!;

        PanelJson.SetThresholds(panel, [new(90, "red"), new(null, "green"), new(50, "yellow")]);

        PanelJson.Thresholds(panel).ShouldBe([new(null, "green"), new(50, "yellow"), new(90, "red")]);
    }

    private static Draft Begin(string json) => new("x", 1, DraftJson.Begin(DashboardImport.Read(json).Dashboard!));

    private bool Rename(int id, string title) => _draft.Change("Rename", json =>
    {
        DraftJson.Find(json, id)!["title"] = title;
        return true;
    });

    private string? Title(int id) => _draft.Dashboard.FindPanel(id)?.Title;
}
