using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>
/// Before schema version 16 a dashboard was a list of rows with a height, and panels had a <c>span</c> of 12. Each row's panels
/// are laid side by side and wrapped; a row that shows its title, repeats or is folded becomes a row panel.
/// </summary>
internal static class RowLayout
{
    private const double UnitHeight = 38;

    public static List<JsonObject> ToPanels(JsonObject dashboard, RepeatCopies copies)
    {
        var rows = copies.WithoutRows(dashboard.Objects("rows")).ToArray();
        var next = rows.SelectMany(row => row.Objects("panels")).Select(panel => panel.Int("id") ?? 0).DefaultIfEmpty(0).Max() + 1;
        var withHeads = rows.Any(row => row.Bool("collapse") == true || row.Bool("showTitle") == true || row.Str("repeat") is { Length: > 0 });
        var all = new List<JsonObject>();
        var y = 0;
        foreach (var row in rows)
        {
            var collapsed = row.Bool("collapse") == true;
            JsonObject? head = null;
            if (withHeads)
            {
                head = new JsonObject
                {
                    ["id"] = next++, ["type"] = "row", ["title"] = row.Str("title") ?? "", ["collapsed"] = collapsed, ["repeat"] = row.Str("repeat"),
                    ["gridPos"] = At(0, y++, 24, 1),
                };
                all.Add(head);
            }
            var panels = Place(row, copies, ref y);
            if (collapsed)
                head!["panels"] = new JsonArray([.. panels]);
            else
                all.AddRange(panels);
        }
        return all;
    }

    private static List<JsonObject> Place(JsonObject row, RepeatCopies copies, ref int y)
    {
        var height = Units(row.Get("height")) ?? 7;
        var (x, tallest) = (0, 0);
        var placed = new List<JsonObject>();
        foreach (var panel in copies.Without(row.Objects("panels")))
        {
            var w = Math.Clamp((int)Math.Round((panel.Num("span") ?? 4) * 2), 1, 24);
            var h = Units(panel.Get("height")) ?? height;
            if (x + w > 24)
                (x, y, tallest) = (0, y + tallest, 0);
            var copy = (JsonObject)panel.DeepClone();
            copy["gridPos"] ??= At(x, y, w, h);
            // Minimal spans said the same the other way round.
            if (copy.Get("maxPerRow") is null && panel.Num("minSpan") is { } least and > 0)
                copy["maxPerRow"] = Math.Max(1, (int)(12 / least));
            placed.Add(copy);
            x += w;
            tallest = Math.Max(tallest, h);
        }
        y += tallest;
        return placed;
    }

    private static int? Units(JsonNode? height)
    {
        if (height.Text()?.Replace("px", "", StringComparison.Ordinal) is not { } text || !double.TryParse(text, out var pixels) || !(pixels > 0))
            return null;
        return Math.Clamp((int)Math.Ceiling(pixels / UnitHeight), 3, 60);
    }

    private static JsonObject At(int x, int y, int w, int h) => new() { ["x"] = x, ["y"] = y, ["w"] = w, ["h"] = h };
}
