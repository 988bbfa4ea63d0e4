using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>The graph of Grafana up to 7 as a time series panel.</summary>
internal static class GraphPanel
{
    public static JsonObject ToModern(JsonObject panel, PanelNotes notes)
    {
        EarlyGraph.Raise(panel);
        var overrides = new OverrideList();
        var defaults = panel.Ensure("fieldConfig").Ensure("defaults");
        var custom = Custom(panel);
        var axes = panel.Objects("yaxes").ToArray();
        if (axes.Length > 0)
            foreach (var (id, value) in Axis(axes[0]))
                Put(defaults, custom, id, value);
        if (panel.Int("decimals") is { } decimals)
            defaults["decimals"] = decimals;
        defaults["custom"] = custom;
        if (panel.Str("nullPointMode") == Nulls.AsZero)
            defaults[Nulls.Key] = Nulls.AsZero;
        Thresholds(panel, defaults, custom, notes);
        foreach (var (name, color) in panel.Obj("aliasColors") ?? [])
        {
            if (color.Text() is { } text)
                overrides.Add(name, ("color", OverrideList.Fixed(text)));
        }
        GraphOverrides.Add(panel, axes, overrides);
        HideNothing(panel, overrides);
        overrides.PutInto(panel);
        // Grafana 6.3 to 6.7 kept a graph's data links among its options.
        if (panel.Get("options").Arr("dataLinks") is { Count: > 0 } links)
            defaults["links"] ??= links.DeepClone();
        panel["options"] = new JsonObject { ["legend"] = Legend(panel.Obj("legend")), ["tooltip"] = Tooltip(panel.Obj("tooltip")) };
        Mode(panel);
        Tell(panel, notes);
        foreach (var key in new[] { "yaxes", "xaxis", "yaxis", "legend", "tooltip", "seriesOverrides", "aliasColors", "thresholds", "lines", "bars", "points", "stack", "fill", "linewidth" })
            panel.Remove(key);
        return panel;
    }

    private static JsonObject Custom(JsonObject panel)
    {
        var (lines, bars, points) = (panel.Bool("lines") ?? true, panel.Bool("bars") ?? false, panel.Bool("points") ?? false);
        var gradient = panel.Num("fillGradient") ?? 0;
        var custom = new JsonObject
        {
            ["drawStyle"] = bars ? "bars" : !lines && points ? "points" : "line",
            ["lineWidth"] = panel.Num("linewidth") ?? 1,
            ["fillOpacity"] = Math.Clamp((gradient > 0 ? gradient : panel.Num("fill") ?? 1) * 10, 0, 100),
            ["gradientMode"] = gradient > 0 ? "opacity" : "none",
            ["showPoints"] = points ? "always" : "never",
            ["pointSize"] = (panel.Num("pointradius") ?? 2) * 2,
            ["lineInterpolation"] = panel.Bool("steppedLine") == true ? "stepAfter" : "linear",
            ["spanNulls"] = panel.Str("nullPointMode") == "connected",
            ["stacking"] = Stacking(panel.Bool("stack") ?? false, panel.Bool("percentage") ?? false),
        };
        // A stacked graph drew its bars full; a lone one too. A line upon them isn't drawn.
        if (bars)
            custom["fillOpacity"] = 100;
        if (panel.Bool("dashes") == true)
            custom["lineStyle"] = Dashes(panel);
        return custom;
    }

    public static JsonObject Stacking(bool stack, bool percent) => new() { ["mode"] = stack ? percent ? "percent" : "normal" : "none", ["group"] = "A" };

    public static JsonObject Dashes(JsonObject of) => new() { ["fill"] = "dash", ["dash"] = new JsonArray(of.Num("dashLength") ?? 10, of.Num("spaceLength") ?? 10) };

    /// <summary>An axis' settings as properties of the fields on it.</summary>
    public static IEnumerable<(string Id, JsonNode? Value)> Axis(JsonObject axis)
    {
        if (axis.Str("format") is { Length: > 0 } format)
            yield return ("unit", format);
        if (axis.Num("min") is { } min)
            yield return ("min", min);
        if (axis.Num("max") is { } max)
            yield return ("max", max);
        if (axis.Int("decimals") is { } decimals)
            yield return ("decimals", decimals);
        if (axis.Str("label") is { Length: > 0 } label)
            yield return ("custom.axisLabel", label);
        if (axis.Bool("show") == false)
            yield return ("custom.axisPlacement", "hidden");
        if (axis.Int("logBase") is { } log and (2 or 10 or 32 or 1024))
            yield return ("custom.scaleDistribution", new JsonObject { ["type"] = "log", ["log"] = log == 10 ? 10 : 2 });
    }

    private static void Put(JsonObject defaults, JsonObject custom, string id, JsonNode? value)
    {
        if (id.StartsWith("custom.", StringComparison.Ordinal))
            custom[id[7..]] = value;
        else
            defaults[id] = value;
    }

    private static void Thresholds(JsonObject panel, JsonObject defaults, JsonObject custom, PanelNotes notes)
    {
        var all = panel.Objects("thresholds").Where(one => one.Num("value") is not null).OrderBy(one => one.Num("value")).ToArray();
        if (all.Length == 0)
            return;
        var steps = new JsonArray { new JsonObject { ["color"] = all[0].Str("op") == "lt" ? ColorOf(all[0]) : "transparent", ["value"] = null } };
        for (var i = 0; i < all.Length; i++)
        {
            var isBelow = all[i].Str("op") == "lt";
            // Below this one is coloured: above it begins what the next one colours, or nothing.
            var color = !isBelow ? ColorOf(all[i]) : i + 1 < all.Length && all[i + 1].Str("op") == "lt" ? ColorOf(all[i + 1]) : "transparent";
            steps.Add(new JsonObject { ["color"] = color, ["value"] = all[i].Num("value") });
        }
        defaults["thresholds"] = new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
        var (fill, line) = (all.Any(one => one.Bool("fill") == true), all.Any(one => one.Bool("line") == true));
        custom["thresholdsStyle"] = new JsonObject { ["mode"] = fill && line ? "line+area" : fill ? "area" : line ? "line" : "off" };
        if (all.Any(one => one.Str("yaxis") == "right"))
            notes.Info("A threshold of the right axis is drawn on the left one.");
    }

    private static string ColorOf(JsonObject threshold) => threshold.Str("colorMode") switch
    {
        "critical" => "red",
        "warning" => "orange",
        "ok" => "green",
        _ => threshold.Str("lineColor") ?? threshold.Str("fillColor") ?? "red",
    };

    private static void HideNothing(JsonObject panel, OverrideList overrides)
    {
        foreach (var (key, reducer) in new[] { ("hideEmpty", "allIsNull"), ("hideZero", "allIsZero") })
        {
            if (panel.Get("legend").Bool(key) == true)
                overrides.Add("byValue", new JsonObject { ["reducer"] = reducer, ["op"] = "gte", ["value"] = 0 },
                    [("custom.hideFrom", new JsonObject { ["legend"] = true, ["tooltip"] = true, ["viz"] = false })]);
        }
    }

    private static JsonObject Legend(JsonObject? legend)
    {
        var calcs = new JsonArray();
        if (legend.Bool("values") != false)
            foreach (var (key, calc) in new[] { ("min", "min"), ("max", "max"), ("avg", "mean"), ("current", "lastNotNull"), ("total", "sum") })
                if (legend.Bool(key) == true)
                    calcs.Add(calc);
        var made = new JsonObject
        {
            ["showLegend"] = legend.Bool("show") ?? true,
            ["displayMode"] = legend.Bool("alignAsTable") == true ? "table" : "list",
            ["placement"] = legend.Bool("rightSide") == true ? "right" : "bottom",
            ["calcs"] = calcs,
        };
        if (legend.Str("sort") is { Length: > 0 } sort)
            (made["sortBy"], made["sortDesc"]) = (sort switch { "avg" => "Mean", "current" => "Last *", "total" => "Total", _ => char.ToUpperInvariant(sort[0]) + sort[1..] }, legend.Bool("sortDesc") ?? false);
        return made;
    }

    private static JsonObject Tooltip(JsonObject? tooltip) => new()
    {
        ["mode"] = tooltip.Bool("shared") == false ? "single" : "multi",
        ["sort"] = tooltip.Int("sort") switch { 1 => "asc", 2 => "desc", _ => "none" },
    };

    private static void Mode(JsonObject panel)
    {
        panel["type"] = panel.Get("xaxis").Str("mode") switch { "series" => "barchart", "histogram" => "histogram", _ => "timeseries" };
        if (panel.Str("type") == "histogram" && panel.Get("xaxis").Num("buckets") is { } buckets and > 0)
            panel["options"]!["bucketCount"] = buckets;
        if (panel.Str("type") == "barchart")
            panel["transformations"] = new JsonArray(new JsonObject
            {
                ["id"] = "reduce", ["options"] = new JsonObject { ["reducers"] = new JsonArray(Mappings.Calc(panel.Get("xaxis").Get("values").Strings().FirstOrDefault() ?? "total")) },
            });
    }

    private static void Tell(JsonObject panel, PanelNotes notes)
    {
        if (panel.Obj("alert") is not null)
            notes.Warn("Its alert rule is kept but not evaluated: write it as a rule of Prometheus.");
    }
}
