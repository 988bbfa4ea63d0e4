using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>Grafana's JSON as it is edited: every panel has its own id and a place, folded rows hold their panels, old rows are new ones.</summary>
internal static class DraftJson
{
    public const int SchemaVersion = 39;

    /// <summary>A copy of a dashboard's JSON in the form that edits need; what isn't understood stays.</summary>
    public static JsonObject Begin(Dashboard dashboard)
    {
        var json = (JsonObject)Inputs.Fill((JsonObject)dashboard.Source.DeepClone(), new NoteList()).DeepClone();
        json.Remove("__inputs");
        if (json.Arr("rows") is { Count: > 0 } && json.Arr("panels") is not { Count: > 0 })
        {
            json["panels"] = new JsonArray([.. RowLayout.ToPanels(json, new RepeatCopies(json)).Select(panel => panel.DeepClone())]);
            json.Remove("rows");
            json["schemaVersion"] = Math.Max(16, json.Int("schemaVersion") ?? 0);
        }
        new RepeatCopies(json).RemoveFrom(json.Arr("panels"));
        var read = DashboardImport.Read(json).Dashboard;
        foreach (var panel in read?.AllPanels ?? [])
        {
            panel.Source["id"] = panel.Id;
            panel.Source["gridPos"] = Place(panel.GridPos.X, panel.GridPos.Y, panel.GridPos.W, panel.GridPos.H);
        }
        WritePlaces(json, GridLayout.Compact(Items(json)));
        return json;
    }

    /// <summary>A dashboard with nothing in it.</summary>
    public static JsonObject New() => new()
    {
        ["title"] = "New dashboard", ["tags"] = new JsonArray(), ["schemaVersion"] = SchemaVersion, ["editable"] = true, ["graphTooltip"] = 1,
        ["time"] = new JsonObject { ["from"] = "now-1h", ["to"] = "now" }, ["refresh"] = "30s", ["timezone"] = "",
        ["templating"] = new JsonObject { ["list"] = new JsonArray() }, ["panels"] = new JsonArray(),
    };

    public static JsonArray Panels(JsonObject json)
    {
        if (json["panels"] is JsonArray there)
            return there;
        var made = new JsonArray();
        json["panels"] = made;
        return made;
    }

    public static IEnumerable<JsonObject> AllPanels(JsonObject json) => Panels(json).OfType<JsonObject>().SelectMany(panel => panel.Objects("panels").Prepend(panel));

    public static JsonObject? Find(JsonObject json, int id) => AllPanels(json).FirstOrDefault(panel => panel.Int("id") == id);

    public static int NextId(JsonObject json) => AllPanels(json).Select(panel => panel.Int("id") ?? 0).DefaultIfEmpty(0).Max() + 1;

    /// <summary>What is on the grid: open rows' panels and heads, not what is folded away.</summary>
    public static IReadOnlyList<GridItem> Items(JsonObject json)
        => [.. Panels(json).OfType<JsonObject>().Select(Item)];

    public static void WritePlaces(JsonObject json, IReadOnlyList<GridItem> items)
    {
        var panels = Panels(json);
        var byId = panels.OfType<JsonObject>().Where(panel => panel.Int("id") is not null).ToDictionary(panel => panel.Int("id")!.Value);
        foreach (var item in items)
        {
            // Keys that are not known here (static) stay in gridPos.
            var at = byId[item.Id].Ensure("gridPos");
            (at["x"], at["y"], at["w"], at["h"]) = (item.X, item.Y, item.W, item.H);
        }
        var ordered = panels.OfType<JsonObject>().OrderBy(panel => panel.Get("gridPos").Int("y")).ThenBy(panel => panel.Get("gridPos").Int("x")).ToArray();
        panels.Clear();
        foreach (var panel in ordered)
            panels.Add(panel);
    }

    public static JsonObject Place(int x, int y, int w, int h) => new() { ["x"] = x, ["y"] = y, ["w"] = w, ["h"] = h };

    private static GridItem Item(JsonObject panel)
    {
        var at = panel.Get("gridPos");
        var w = Math.Clamp(at.Int("w") ?? 12, 1, GridLayout.Columns);
        return new GridItem(panel.Int("id") ?? 0, Math.Clamp(at.Int("x") ?? 0, 0, GridLayout.Columns - w), Math.Max(0, at.Int("y") ?? 0), w, Math.Clamp(at.Int("h") ?? 8, 1, 200));
    }
}
