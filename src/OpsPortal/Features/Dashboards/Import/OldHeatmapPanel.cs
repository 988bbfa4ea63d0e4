using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>The heat map of Grafana up to 8.</summary>
internal static class OldHeatmapPanel
{
    public static JsonObject ToModern(JsonObject panel, PanelNotes notes)
    {
        var calculate = panel.Str("dataFormat") != "tsbuckets";
        var (axis, color) = (panel.Obj("yAxis"), panel.Obj("color"));
        var options = new JsonObject
        {
            ["calculate"] = calculate,
            ["color"] = new JsonObject
            {
                ["mode"] = color.Str("mode") == "opacity" ? "opacity" : "scheme",
                ["scheme"] = (color.Str("colorScheme") ?? "interpolateOranges").Replace("interpolate", "", StringComparison.Ordinal),
                ["fill"] = color.Str("cardColor") ?? "dark-orange",
                ["scale"] = color.Str("colorScale") == "linear" ? "linear" : "exponential",
                ["exponent"] = color.Num("exponent") ?? 0.5,
                ["min"] = color.Num("min"),
                ["max"] = color.Num("max"),
                ["steps"] = 64,
                ["reverse"] = false,
            },
            ["cellGap"] = panel.Get("cards").Num("cardPadding") ?? 1,
            ["cellRadius"] = panel.Get("cards").Num("cardRound") ?? 0,
            ["filterValues"] = new JsonObject { ["le"] = panel.Bool("hideZeroBuckets") == true ? 1e-9 : null },
            ["legend"] = new JsonObject { ["show"] = panel.Get("legend").Bool("show") ?? false },
            ["tooltip"] = new JsonObject { ["mode"] = panel.Get("tooltip").Bool("show") == false ? "none" : "single", ["yHistogram"] = panel.Get("tooltip").Bool("showHistogram") ?? false },
            ["rowsFrame"] = new JsonObject { ["layout"] = panel.Str("yBucketBound") switch { "upper" => "le", "lower" => "ge", _ => "auto" } },
            ["yAxis"] = new JsonObject
            {
                ["unit"] = axis.Str("format") ?? "short", ["decimals"] = axis.Int("decimals"), ["min"] = axis.Num("min"), ["max"] = axis.Num("max"),
                ["axisPlacement"] = axis.Bool("show") == false ? "hidden" : "left", ["reverse"] = panel.Bool("reverseYBuckets") ?? false,
            },
        };
        if (calculate)
        {
            options["calculation"] = new JsonObject
            {
                ["xBuckets"] = Buckets(panel.Num("xBucketNumber"), panel.Str("xBucketSize")),
                ["yBuckets"] = Buckets(panel.Num("yBucketNumber"), panel.Str("yBucketSize")),
            };
            if (axis.Int("logBase") is { } log and > 1)
                options["calculation"]!["yBuckets"]!["scale"] = new JsonObject { ["type"] = "log", ["log"] = log };
        }
        panel["options"] = options;
        panel.Ensure("fieldConfig").Ensure("defaults");
        foreach (var key in new[] { "dataFormat", "yAxis", "xAxis", "color", "cards", "tooltip", "legend", "hideZeroBuckets", "reverseYBuckets", "yBucketBound" })
            panel.Remove(key);
        return panel;
    }

    private static JsonObject Buckets(double? count, string? size)
        => size is { Length: > 0 } ? new JsonObject { ["mode"] = "size", ["value"] = size } : new JsonObject { ["mode"] = "count", ["value"] = count?.ToString() ?? "" };
}
