using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>What can be done to a dashboard's grid. Each changes the JSON in place and answers whether it did.</summary>
internal static class DraftEdits
{
    public static bool Place(JsonObject json, int id, int x, int y, int w, int h) => Write(json, GridLayout.Place(DraftJson.Items(json), id, IsRow(json, id) ? 0 : x, y, IsRow(json, id) ? GridLayout.Columns : w, IsRow(json, id) ? 1 : h));

    public static bool Nudge(JsonObject json, int id, int dx, int dy, int dw, int dh)
        => Write(json, IsRow(json, id) ? GridLayout.Nudge(DraftJson.Items(json), id, 0, dy, 0, 0) : GridLayout.Nudge(DraftJson.Items(json), id, dx, dy, dw, dh));

    /// <summary>A new panel in the first free place.</summary>
    /// <returns>Its id.</returns>
    public static int AddPanel(JsonObject json, string type = "timeseries")
    {
        var id = DraftJson.NextId(json);
        var at = GridLayout.Append(DraftJson.Items(json), id, 12, 8);
        var panel = new JsonObject
        {
            ["id"] = id, ["type"] = type, ["title"] = "New panel", ["gridPos"] = DraftJson.Place(at.X, at.Y, at.W, at.H),
            ["datasource"] = new JsonObject { ["type"] = "prometheus", ["uid"] = "prometheus:default" },
            ["targets"] = new JsonArray(new JsonObject { ["refId"] = "A", ["expr"] = "", ["legendFormat"] = "__auto", ["range"] = true }),
            ["fieldConfig"] = new JsonObject { ["defaults"] = new JsonObject { ["custom"] = new JsonObject() }, ["overrides"] = new JsonArray() },
            ["options"] = new JsonObject { ["legend"] = new JsonObject { ["showLegend"] = true, ["displayMode"] = "list", ["placement"] = "bottom", ["calcs"] = new JsonArray() } },
        };
        DraftJson.Panels(json).Add(panel);
        DraftJson.WritePlaces(json, GridLayout.Compact(DraftJson.Items(json)));
        return id;
    }

    /// <returns>The new row's id.</returns>
    public static int AddRow(JsonObject json)
    {
        var id = DraftJson.NextId(json);
        var bottom = DraftJson.Items(json).Select(item => item.Bottom).DefaultIfEmpty(0).Max();
        DraftJson.Panels(json).Add(new JsonObject
        {
            ["id"] = id, ["type"] = "row", ["title"] = "New row", ["collapsed"] = false, ["gridPos"] = DraftJson.Place(0, bottom, GridLayout.Columns, 1), ["panels"] = new JsonArray(),
        });
        return id;
    }

    /// <returns>The copy's id; null when there is no such panel.</returns>
    public static int? Duplicate(JsonObject json, int id)
    {
        if (DraftJson.Find(json, id) is not { } panel || IsRow(json, id))
            return null;
        var copy = (JsonObject)panel.DeepClone();
        var next = DraftJson.NextId(json);
        var items = DraftJson.Items(json);
        var original = items.FirstOrDefault(item => item.Id == id);
        (copy["id"], copy["title"]) = (next, (copy.Str("title") ?? "") + " (copy)");
        DraftJson.Panels(json).Add(copy);
        // Beside the original where there is room, else under it.
        var beside = original is not null && original.X + 2 * original.W <= GridLayout.Columns;
        copy["gridPos"] = original is null ? DraftJson.Place(0, 0, 12, 8)
            : beside ? DraftJson.Place(original.X + original.W, original.Y, original.W, original.H) : DraftJson.Place(original.X, original.Bottom, original.W, original.H);
        var at = DraftJson.Items(json).First(item => item.Id == next);
        DraftJson.WritePlaces(json, GridLayout.Compact(DraftJson.Items(json).Where(item => item.Id != next).Select(item =>
            !beside && item.Y >= at.Y ? item with { Y = item.Y + at.H } : item).Append(at)));
        return next;
    }

    public static bool Remove(JsonObject json, int id)
    {
        foreach (var list in DraftJson.Panels(json).OfType<JsonObject>().Select(row => row.Arr("panels")).OfType<JsonArray>().Prepend(DraftJson.Panels(json)).ToArray())
        {
            if (list.OfType<JsonObject>().FirstOrDefault(panel => panel.Int("id") == id) is not { } panel)
                continue;
            // What is folded in a row is not thrown away with its head.
            if (panel.Str("type") == "row" && panel.Bool("collapsed") == true)
                Unfold(json, panel);
            list.Remove(panel);
            DraftJson.WritePlaces(json, GridLayout.Compact(DraftJson.Items(json)));
            return true;
        }
        return false;
    }

    /// <summary>Folds an open row with all that follows it up to the next row, or unfolds it.</summary>
    public static bool ToggleRow(JsonObject json, int id)
    {
        if (DraftJson.Find(json, id) is not { } row || row.Str("type") != "row")
            return false;
        if (row.Bool("collapsed") == true)
            Unfold(json, row);
        else
            Fold(json, row);
        DraftJson.WritePlaces(json, GridLayout.Compact(DraftJson.Items(json)));
        return true;
    }

    private static void Fold(JsonObject json, JsonObject row)
    {
        var panels = DraftJson.Panels(json);
        var after = panels.OfType<JsonObject>().SkipWhile(panel => panel != row).Skip(1).TakeWhile(panel => panel.Str("type") != "row").ToArray();
        foreach (var panel in after)
            panels.Remove(panel);
        (row["panels"], row["collapsed"]) = (new JsonArray([.. after]), true);
    }

    private static void Unfold(JsonObject json, JsonObject row)
    {
        var inside = row.Objects("panels").ToArray();
        (row["panels"], row["collapsed"]) = (new JsonArray(), false);
        var top = row.Get("gridPos").Int("y") ?? 0;
        var shift = top + 1 - inside.Select(panel => panel.Get("gridPos").Int("y") ?? 0).DefaultIfEmpty(top + 1).Min();
        foreach (var panel in inside)
            panel.Ensure("gridPos")["y"] = (panel.Get("gridPos").Int("y") ?? 0) + shift;
        var height = inside.Select(panel => (panel.Get("gridPos").Int("y") ?? 0) + (panel.Get("gridPos").Int("h") ?? 8)).DefaultIfEmpty(top + 1).Max() - top - 1;
        foreach (var below in DraftJson.Panels(json).OfType<JsonObject>().Where(panel => panel != row && (panel.Get("gridPos").Int("y") ?? 0) > top))
            below.Ensure("gridPos")["y"] = (below.Get("gridPos").Int("y") ?? 0) + height;
        foreach (var panel in inside)
        {
            panel.Parent?.AsArray().Remove(panel);
            DraftJson.Panels(json).Add(panel);
        }
    }

    private static bool Write(JsonObject json, IReadOnlyList<GridItem> items)
    {
        if (items.OrderBy(item => item.Id).SequenceEqual(DraftJson.Items(json).OrderBy(item => item.Id)))
            return false;
        DraftJson.WritePlaces(json, items);
        return true;
    }

    private static bool IsRow(JsonObject json, int id) => DraftJson.Find(json, id).Str("type") == "row";
}
