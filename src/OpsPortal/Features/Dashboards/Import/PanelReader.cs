using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Panels and rows, in the form since schema version 16 (<c>panels</c> with <c>gridPos</c>) or before (<c>rows</c>).</summary>
internal sealed class PanelReader(NoteList notes, JsonNode? library, RepeatCopies copies)
{
    private const int MaxPanels = 1000;
    private readonly HashSet<int> _ids = [];
    private int _count;

    public static IReadOnlyList<Panel> ReadAll(JsonObject dashboard, NoteList notes)
    {
        var copies = new RepeatCopies(dashboard);
        var panels = dashboard.Arr("rows") is { Count: > 0 } && dashboard.Arr("panels") is not { Count: > 0 } ? RowLayout.ToPanels(dashboard, copies) : [.. copies.Without(dashboard.Objects("panels"))];
        var reader = new PanelReader(notes, dashboard.Get("__elements"), copies);
        reader.Reserve(panels);
        Panel[] read = [.. reader.ReadList(panels, 0).OrderBy(panel => panel.GridPos.Y).ThenBy(panel => panel.GridPos.X)];
        if (copies.Count > 0)
            notes.Add(null, dashboard.Str("title") ?? "", "info", copies.Count == 1 ? "A copy that a repeat had left in the file is made anew from what it repeats." : $"{copies.Count} copies that repeats had left in the file are made anew from what they repeat.");
        return read;
    }

    // An id that is there twice: the first keeps it, the others get one that nobody has.
    private void Reserve(IReadOnlyList<JsonObject> panels)
        => _next = panels.SelectMany(panel => panel.Objects("panels").Prepend(panel)).Select(panel => panel.Int("id") ?? 0).DefaultIfEmpty(0).Max() + 1;

    private int _next;

    private IEnumerable<Panel> ReadList(IReadOnlyList<JsonObject> panels, int depth)
    {
        var y = 0;
        foreach (var source in panels)
        {
            if (++_count > MaxPanels)
            {
                notes.Add(null, "", "bad", $"It has more than {MaxPanels} panels; the rest is left out.");
                yield break;
            }
            var panel = Read(source, y, depth);
            y = Math.Max(y, panel.GridPos.Y + panel.GridPos.H);
            yield return panel;
        }
    }

    private Panel Read(JsonObject source, int y, int depth)
    {
        var whole = WithModel(source);
        var sourceType = whole.Str("type") ?? "";
        var title = whole.Str("title") ?? "";
        var id = source.Int("id") is { } given and > 0 && _ids.Add(given) ? given : _next++;
        _ids.Add(id);
        var about = notes.Of(id, title.Length > 0 ? title : $"{(sourceType.Length > 0 ? sourceType : "panel")} {id}");
        var modern = Modernizer.ToModern(whole, about);
        var type = PanelTypes.Of(modern.Str("type") ?? "");
        PanelCheck.Tell(type, source, modern, about);
        var children = type == PanelType.Row && depth == 0 ? ReadList([.. copies.Without(source.Objects("panels"))], 1).OrderBy(panel => panel.GridPos.Y).ThenBy(panel => panel.GridPos.X).ToArray() : [];
        return new Panel
        {
            Id = id,
            Type = type,
            SourceType = sourceType,
            Title = title,
            Description = whole.Str("description") ?? "",
            GridPos = Position(source.Obj("gridPos"), y, type),
            Repeat = whole.Str("repeat") is { Length: > 0 } repeat ? repeat : null,
            RepeatDirection = whole.Str("repeatDirection") == "v" ? "v" : "h",
            MaxPerRow = whole.Int("maxPerRow") is { } most and > 0 ? Math.Min(most, 24) : whole.Num("minSpan") is { } least and > 0 ? Math.Clamp((int)(24 / least), 1, 24) : 4,
            Collapsed = type == PanelType.Row && (source.Bool("collapsed") ?? children.Length > 0),
            Children = children,
            Transparent = whole.Bool("transparent") ?? false,
            Links = DashboardReader.Links(whole),
            TimeFrom = whole.Str("timeFrom") is { Length: > 0 } from ? from : null,
            TimeShift = whole.Str("timeShift") is { Length: > 0 } shift ? shift : null,
            HideTimeOverride = whole.Bool("hideTimeOverride") ?? false,
            Interval = whole.Str("interval") is { Length: > 0 } interval ? interval : null,
            MaxDataPoints = whole.Int("maxDataPoints") is { } points and > 0 ? points : null,
            Source = source,
            Modern = modern,
        };
    }

    /// <summary>A library panel that came along in <c>__elements</c> is its model at this panel's place.</summary>
    private JsonObject WithModel(JsonObject source)
    {
        if (source.Obj("libraryPanel") is not { } reference || (reference.Obj("model") ?? Element(reference.Str("uid")).Obj("model")) is not { } model)
            return source;
        var copy = (JsonObject)model.DeepClone();
        foreach (var (key, value) in source)
            copy[key] = value.Copy();
        return copy;
    }

    // By uid; Grafana 8.3 wrote a list.
    private JsonNode? Element(string? uid) => library is JsonArray list ? list.FirstOrDefault(element => uid is not null && element.Str("uid") == uid) : library.Get(uid ?? "");

    private static GridPos Position(JsonObject? at, int y, PanelType type)
    {
        if (type == PanelType.Row)
            return new GridPos(0, Math.Clamp(at.Int("y") ?? y, 0, 100_000), 24, 1);
        var w = Math.Clamp(at.Int("w") ?? 12, 1, 24);
        var h = Math.Clamp(at.Int("h") ?? 8, 1, 200);
        return new GridPos(Math.Clamp(at.Int("x") ?? 0, 0, 24 - w), Math.Clamp(at.Int("y") ?? y, 0, 100_000), w, h);
    }
}
