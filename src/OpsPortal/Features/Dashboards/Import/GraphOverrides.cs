using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary><c>seriesOverrides</c> of the old graph.</summary>
internal static class GraphOverrides
{
    public static void Add(JsonObject panel, JsonObject[] axes, OverrideList overrides)
    {
        foreach (var one in panel.Objects("seriesOverrides"))
        {
            if (one.Str("alias") is { Length: > 0 } alias)
                overrides.Add(alias, [.. Properties(panel, one, axes)]);
        }
    }

    private static IEnumerable<(string Id, JsonNode? Value)> Properties(JsonObject panel, JsonObject one, JsonObject[] axes)
    {
        if (one.Str("color") is { } color)
            yield return ("color", OverrideList.Fixed(color));
        if (one.Int("yaxis") == 2)
        {
            yield return ("custom.axisPlacement", "right");
            foreach (var property in axes.Length > 1 ? GraphPanel.Axis(axes[1]) : [])
                yield return property;
        }
        if (one.Num("fill") is { } fill)
            yield return ("custom.fillOpacity", Math.Clamp(fill * 10, 0, 100));
        if (one.Num("fillGradient") is { } gradient and > 0)
        {
            yield return ("custom.gradientMode", "opacity");
            yield return ("custom.fillOpacity", Math.Clamp(gradient * 10, 0, 100));
        }
        if (one.Num("linewidth") is { } width)
            yield return ("custom.lineWidth", width);
        if (one.Num("pointradius") is { } radius)
            yield return ("custom.pointSize", radius * 2);
        if (one.Bool("points") is { } points)
            yield return ("custom.showPoints", points ? "always" : "never");
        if (one.Bool("bars") == true)
        {
            yield return ("custom.drawStyle", "bars");
            yield return ("custom.fillOpacity", 100);
        }
        else if (one.Bool("lines") is { } lines)
        {
            // Without a line and without points nothing is left but the area.
            yield return lines ? ("custom.drawStyle", "line") : one.Bool("points") == true ? ("custom.drawStyle", "points") : ("custom.lineWidth", 0);
        }
        if (one.Bool("steppedLine") is { } stepped)
            yield return ("custom.lineInterpolation", stepped ? "stepAfter" : "linear");
        if (one.Bool("dashes") == true)
            yield return ("custom.lineStyle", GraphPanel.Dashes(one));
        if (one.Str("nullPointMode") is { } nulls)
        {
            yield return ("custom.spanNulls", nulls == "connected");
            yield return (Nulls.Key, nulls);
        }
        if (one.Get("stack") is { } stack)
            yield return ("custom.stacking", stack.Text() is "false" ? GraphPanel.Stacking(false, false) : new JsonObject
            {
                ["mode"] = panel.Bool("percentage") == true ? "percent" : "normal", ["group"] = stack.Text() is "true" ? "A" : stack.Text() ?? "A",
            });
        if (one.Str("transform") is "negative-Y" or "constant")
            yield return ("custom.transform", one.Str("transform"));
        if (one.Str("fillBelowTo") is { } below)
            yield return ("custom.fillBelowTo", below);
        var (hidden, noLegend, noTooltip) = (one.Bool("hiddenSeries") == true, one.Bool("legend") == false, one.Bool("hideTooltip") == true);
        if (hidden || noLegend || noTooltip)
            yield return ("custom.hideFrom", new JsonObject { ["viz"] = hidden, ["legend"] = noLegend, ["tooltip"] = noTooltip || hidden });
    }
}
