using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Singlestat as a stat, or as a gauge when it showed one.</summary>
internal static class SingleStatPanel
{
    public static JsonObject ToModern(JsonObject panel, PanelNotes notes)
    {
        var gauge = panel.Get("gauge").Bool("show") == true;
        var defaults = panel.Ensure("fieldConfig").Ensure("defaults");
        panel["type"] = gauge ? "gauge" : "stat";
        defaults["unit"] = UnitOf(panel, defaults);
        if (panel.Str("nullPointMode") == Nulls.AsZero)
            defaults[Nulls.Key] = Nulls.AsZero;
        if (panel.Int("decimals") is { } decimals)
            defaults["decimals"] = decimals;
        if (panel.Str("nullText") is { Length: > 0 } nothing)
            defaults["noValue"] = nothing;
        Colors(panel, defaults);
        defaults["mappings"] = Mappings.FromOld(Maps(panel));
        if (gauge)
            (defaults["min"], defaults["max"]) = (panel.Get("gauge").Num("minValue") ?? 0, panel.Get("gauge").Num("maxValue") ?? 100);
        panel["options"] = Options(panel, gauge);
        if (panel.Str("valueName") == "last_time")
            notes.Warn("It showed when the last value was; the value itself is shown.");
        if (panel.Str("math") is { Length: > 0 } math)
            notes.Warn($"Its formula “{math}” isn't computed; the value itself is shown.");
        foreach (var key in new[] { "gauge", "sparkline", "thresholds", "colors", "format", "valueMaps", "rangeMaps", "valueName" })
            panel.Remove(key);
        return panel;
    }

    private static JsonObject Options(JsonObject panel, bool gauge)
    {
        // The column of a table; what a query over time still has of it means nothing.
        var column = panel.Str("tableColumn") is { Length: > 0 } name && panel.Objects("targets").Any(target => target.Str("format") == "table") ? $"/^{System.Text.RegularExpressions.Regex.Escape(name)}$/" : "";
        var options = new JsonObject
        {
            ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray(Mappings.Calc(panel.Str("valueName") ?? "avg")), ["fields"] = column, ["values"] = false },
            ["orientation"] = "auto",
        };
        if (gauge)
        {
            options["showThresholdLabels"] = panel.Get("gauge").Bool("thresholdLabels") ?? false;
            options["showThresholdMarkers"] = panel.Get("gauge").Bool("thresholdMarkers") ?? true;
            return options;
        }
        options["colorMode"] = panel.Bool("colorBackground") == true ? "background" : panel.Bool("colorValue") == true ? "value" : "none";
        options["graphMode"] = panel.Get("sparkline").Bool("show") == true ? "area" : "none";
        options["textMode"] = panel.Str("valueName") == "name" ? "name" : "value";
        options["justifyMode"] = "auto";
        return options;
    }

    // Every panel had the one for "null"; the panel says the same of itself.
    private static IEnumerable<JsonObject> Maps(JsonObject panel)
    {
        var ranges = panel.Int("mappingType") is { } type ? type == 2 : !panel.Objects("valueMaps").Any();
        return panel.Objects(ranges ? "rangeMaps" : "valueMaps").Where(map => map.Str("text") != "N/A" || map.Str("value") != "null" && map.Str("from") != "null");
    }

    private static void Colors(JsonObject panel, JsonObject defaults)
    {
        var colors = panel.Get("colors").Strings();
        if (colors.Count == 0)
            colors = ["green", "orange", "red"];
        defaults["thresholds"] = Mappings.Steps(Mappings.Limits(panel.Get("thresholds")), colors);
        defaults["color"] = new JsonObject { ["mode"] = "thresholds" };
    }

    /// <summary>Text before or behind the figure takes the place of a unit that says nothing; beside another it stands around the figure.</summary>
    private static string UnitOf(JsonObject panel, JsonObject defaults)
    {
        var unit = panel.Str("format") ?? "none";
        var (prefix, postfix) = (panel.Str("prefix") ?? "", panel.Str("postfix") ?? "");
        if (prefix.Trim().Length + postfix.Trim().Length == 0)
            return unit;
        if (unit is "none" or "short" or "" && (prefix.Trim().Length == 0 || postfix.Trim().Length == 0))
            return prefix.Trim().Length > 0 ? "prefix:" + prefix.Trim() : "suffix:" + postfix.Trim();
        (defaults["textBefore"], defaults["textBehind"]) = (prefix, postfix);
        return unit;
    }
}
