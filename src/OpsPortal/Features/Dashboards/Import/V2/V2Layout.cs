using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import.V2;

/// <summary>
/// The layout of v2 as panels on the grid: a grid as it is, an automatic one laid out for a usual screen, rows as rows, tabs as rows of
/// which the first is open.
/// </summary>
internal sealed class V2Layout(JsonObject spec, List<(string Tone, string Text)> told)
{
    private const int MaxDepth = 8;
    // A wide screen's content, in pixels, and a unit of the grid's height.
    private const int Screen = 1400;
    private const double Unit = 38;
    private readonly JsonArray _panels = [];
    private JsonArray? _folded;
    private int _next = 1 + (spec.Obj("elements") ?? []).Select(one => one.Value.Obj("spec").Int("id") ?? 0).DefaultIfEmpty(0).Max();
    private int _y;

    /// <summary>Variables that rows and tabs have of their own, after <see cref="Panels"/>.</summary>
    public List<JsonObject> Variables { get; } = [];

    public JsonArray Panels()
    {
        Place(spec.Obj("layout"), "", 0, true);
        return _panels;
    }

    private void Place(JsonObject? layout, string title, int depth, bool isOpen)
    {
        var inner = layout.Obj("spec");
        if (depth > MaxDepth)
            return;
        switch (layout.Str("kind"))
        {
            case "RowsLayout":
                foreach (var row in inner.Objects("rows").Select(row => row.Obj("spec") ?? []))
                    Section(row, Joined(title, row.Str("title")), depth, isOpen && row.Bool("collapse") != true, row.Bool("hideHeader") == true && _panels.Count == 0);
                break;
            case "TabsLayout":
                Told("info", "Tabs become rows: the first is open.");
                foreach (var (tab, index) in inner.Objects("tabs").Select((tab, index) => (tab.Obj("spec") ?? [], index)))
                    Section(tab, Joined(title, tab.Str("title")), depth, isOpen && index == 0, false);
                break;
            case "AutoGridLayout":
                Auto(inner);
                break;
            default:
                Grid(inner);
                break;
        }
    }

    private void Section(JsonObject section, string title, int depth, bool isOpen, bool isBare)
    {
        Conditions(section);
        Variables.AddRange(section.Objects("variables"));
        var layout = section.Obj("layout");
        // Rows don't nest: those of a tab carry its name.
        if (isBare || layout.Str("kind") is "RowsLayout" or "TabsLayout")
        {
            Place(layout, title, depth + 1, isOpen);
            return;
        }
        var row = new JsonObject { ["id"] = _next++, ["type"] = "row", ["title"] = title, ["collapsed"] = !isOpen, ["gridPos"] = At(0, _y++, 24, 1), ["panels"] = new JsonArray() };
        if (section.Obj("repeat").Str("value") is { Length: > 0 } variable)
            row["repeat"] = variable;
        _panels.Add(row);
        _folded = isOpen ? null : row["panels"]!.AsArray();
        Place(layout, title, depth + 1, isOpen);
        _folded = null;
    }

    private void Grid(JsonObject? grid)
    {
        var top = _y;
        foreach (var item in grid.Objects("items"))
        {
            var place = item.Obj("spec") ?? [];
            // v2alpha1 had rows among a grid's items; their panels count from the row.
            if (item.Str("kind") == "GridLayoutRow")
            {
                Section(new JsonObject { ["layout"] = new JsonObject { ["kind"] = "GridLayout", ["spec"] = new JsonObject { ["items"] = place.Arr("elements").Copy() } }, ["repeat"] = place.Obj("repeat").Copy() },
                    place.Str("title") ?? "", 0, place.Bool("collapsed") != true, false);
                top = _y;
                continue;
            }
            Add(place, place.Int("x") ?? 0, top + (place.Int("y") ?? 0), place.Int("width") ?? 12, place.Int("height") ?? 8);
        }
    }

    private void Auto(JsonObject? grid)
    {
        var items = grid.Objects("items").Select(item => item.Obj("spec") ?? []).ToArray();
        var width = grid.Str("columnWidthMode") switch { "narrow" => 192, "wide" => 768, "custom" => Math.Max(50, grid.Int("columnWidth") ?? 448), _ => 448 };
        var height = grid.Str("rowHeightMode") switch { "short" => 168, "tall" => 512, "custom" => grid.Int("rowHeight") ?? 320, _ => 320 };
        var columns = Math.Clamp(Math.Min(Screen / width, grid.Int("maxColumnCount") ?? 3), 1, 24);
        // Columns that nothing stands in make room for the others.
        if (items.All(item => item.Obj("repeat") is null))
            columns = Math.Clamp(items.Length, 1, columns);
        var (w, h, top) = (24 / columns, Math.Clamp((int)Math.Round(height / Unit), 2, 60), _y);
        for (var i = 0; i < items.Length; i++)
        {
            var panel = Add(items[i], i % columns * w, top + i / columns * h, w, h);
            if (panel?["repeat"] is not null)
                panel["maxPerRow"] = columns;
        }
    }

    private JsonObject? Add(JsonObject item, int x, int y, int w, int h)
    {
        Conditions(item);
        if (item.Obj("element").Str("name") is not { } name || spec.Obj("elements").Obj(name) is not { } element)
            return null;
        var panel = V2Panel.Of(element);
        panel["gridPos"] = At(x, y, w, h);
        if (item.Obj("repeat") is { } repeat && repeat.Str("value") is { Length: > 0 } variable)
        {
            panel["repeat"] = variable;
            panel["repeatDirection"] = repeat.Str("direction") ?? "h";
            if (repeat.Int("maxPerRow") is { } most)
                panel["maxPerRow"] = most;
        }
        (_folded ?? _panels).Add(panel);
        _y = Math.Max(_y, y + h);
        return panel;
    }

    private void Conditions(JsonObject holder)
    {
        if (holder.Obj("conditionalRendering").Obj("spec").Objects("items").Any())
            Told("warn", "Rules that hide a part of it for some variables, data or time ranges aren't applied: everything is shown.");
    }

    private void Told(string tone, string text)
    {
        if (!told.Contains((tone, text)))
            told.Add((tone, text));
    }

    private static string Joined(string outer, string? inner) => outer.Length == 0 ? inner ?? "" : inner is { Length: > 0 } ? $"{outer} · {inner}" : outer;

    private static JsonObject At(int x, int y, int w, int h) => new() { ["x"] = x, ["y"] = y, ["w"] = w, ["h"] = h };
}
