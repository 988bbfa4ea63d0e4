using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>The table of Grafana up to 6, with <c>styles</c> and a <c>transform</c>.</summary>
internal static partial class OldTablePanel
{
    public static JsonObject ToModern(JsonObject panel, PanelNotes notes)
    {
        panel["type"] = "table";
        panel.Ensure("fieldConfig").Ensure("defaults");
        if (panel.Arr("transformations") is not { Count: > 0 })
            panel["transformations"] = Transform(panel, notes);
        var overrides = new OverrideList();
        foreach (var style in panel.Objects("styles"))
        {
            var pattern = style.Str("pattern") ?? "";
            if (pattern is not ("" or "/.*/"))
                overrides.Add(pattern, [.. Properties(style)]);
            else if (pattern == "/.*/")
                Defaults(panel.Ensure("fieldConfig").Ensure("defaults"), style);
        }
        overrides.PutInto(panel);
        panel["options"] ??= new JsonObject { ["showHeader"] = panel.Bool("showHeader") ?? true };
        // Columns are counted, not named; the table knows which is meant when it has its data.
        if (panel.Get("sort").Int("col") is { } column and >= 0 && panel.Obj("options") is { } options)
            options["sortBy"] = new JsonArray(new JsonObject { ["column"] = column, ["desc"] = panel.Get("sort").Bool("desc") ?? false });
        if (panel.Str("fontSize") is { } size and not "100%")
            notes.Info($"Its font size of {size} isn't applied.");
        foreach (var key in new[] { "styles", "columns", "transform", "pageSize", "scroll", "sort", "fontSize" })
            panel.Remove(key);
        return panel;
    }

    private static JsonArray Transform(JsonObject panel, PanelNotes notes)
    {
        switch (panel.Str("transform") ?? "timeseries_to_columns")
        {
            case "timeseries_to_rows":
                return [One("seriesToRows", [])];
            case "timeseries_to_columns":
                return panel.Objects("targets").Any(target => target.Str("format") == "table") ? [One("merge", [])] : [One("joinByField", new JsonObject { ["byField"] = "Time", ["mode"] = "outer" })];
            case "timeseries_aggregations":
                var calcs = panel.Objects("columns").Select(column => column.Str("value")).OfType<string>().Select(value => (JsonNode?)Mappings.Calc(value)).ToArray();
                return [One("reduce", new JsonObject { ["reducers"] = calcs.Length > 0 ? new JsonArray(calcs) : ["mean", "max", "lastNotNull"], ["labelsToFields"] = false })];
            case "table":
                return [One("merge", [])];
            case var other:
                notes.Warn($"Its old transform “{other}” isn't applied.");
                return [];
        }
    }

    private static JsonObject One(string id, JsonObject options) => new() { ["id"] = id, ["options"] = options };

    private static void Defaults(JsonObject defaults, JsonObject style)
    {
        if (style.Str("unit") is { } unit)
            defaults["unit"] ??= unit;
        if (style.Int("decimals") is { } decimals)
            defaults["decimals"] ??= decimals;
    }

    private static IEnumerable<(string Id, JsonNode? Value)> Properties(JsonObject style)
    {
        if (style.Str("alias") is { Length: > 0 } alias)
            yield return ("displayName", alias);
        switch (style.Str("type"))
        {
            case "hidden":
                yield return ("custom.hidden", true);
                break;
            case "date":
                yield return ("unit", "time:" + (style.Str("dateFormat") ?? "YYYY-MM-DD HH:mm:ss"));
                break;
            case "number":
                if (style.Str("unit") is { } unit)
                    yield return ("unit", unit);
                if (style.Int("decimals") is { } decimals)
                    yield return ("decimals", decimals);
                break;
        }
        if (Mappings.Limits(style.Get("thresholds")) is { Count: > 0 } limits && style.Str("colorMode") is "cell" or "row" or "value")
        {
            yield return ("thresholds", Mappings.Steps(Mappings.Limits(style.Get("thresholds")), style.Get("colors").Strings()));
            var cell = new JsonObject { ["type"] = style.Str("colorMode") == "value" ? "color-text" : "color-background" };
            if (style.Str("colorMode") == "row")
                cell["applyToRow"] = true;
            yield return ("custom.cellOptions", cell);
        }
        var maps = style.Int("mappingType") == 2 ? style.Objects("rangeMaps") : style.Objects("valueMaps");
        if (maps.Any())
            yield return ("mappings", Mappings.FromOld(maps));
        if (style.Str("align") is { } align and not "auto")
            yield return ("custom.align", align);
        if (style.Bool("link") == true && style.Str("linkUrl") is { } url)
            yield return ("links", new JsonArray(new JsonObject
            {
                ["title"] = Cells(style.Str("linkTooltip") ?? ""), ["url"] = Cells(url), ["targetBlank"] = style.Bool("linkTargetBlank") ?? false,
            }));
    }

    // $__cell_2 is the row's cell in the third column.
    private static string Cells(string text) => OtherCell().Replace(text, match => "${__data.fields[" + match.Groups[1].Value + match.Groups[2].Value + "]}").Replace("${__cell:raw}", "${__value.raw}", StringComparison.Ordinal).Replace("${__cell}", "${__value.text}", StringComparison.Ordinal)
        .Replace("$__cell", "${__value.text}", StringComparison.Ordinal);

    [GeneratedRegex(@"\$__cell_(\d+)\b|\$\{__cell_(\d+)(?::\w+)?\}")]
    private static partial Regex OtherCell();
}
