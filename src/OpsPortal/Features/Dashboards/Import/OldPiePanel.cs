using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>The pie chart plugin.</summary>
internal static class OldPiePanel
{
    public static JsonObject ToModern(JsonObject panel, PanelNotes notes)
    {
        panel["type"] = "piechart";
        var defaults = panel.Ensure("fieldConfig").Ensure("defaults");
        if (panel.Str("format") is { Length: > 0 } unit)
            defaults["unit"] = unit;
        if (panel.Int("decimals") is { } decimals)
            defaults["decimals"] = decimals;
        var overrides = new OverrideList();
        foreach (var (name, color) in panel.Obj("aliasColors") ?? [])
        {
            if (color.Text() is { } text)
                overrides.Add(name, ("color", OverrideList.Fixed(text)));
        }
        overrides.PutInto(panel);
        var legend = panel.Obj("legend");
        var values = new JsonArray();
        if (legend.Bool("values") == true)
            values.Add("value");
        if (legend.Bool("percentage") == true)
            values.Add("percent");
        panel["options"] = new JsonObject
        {
            ["pieType"] = panel.Str("pieType") == "donut" ? "donut" : "pie",
            ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray(Mappings.Calc(panel.Str("valueName"))), ["fields"] = "", ["values"] = false },
            ["legend"] = new JsonObject
            {
                ["showLegend"] = legend.Bool("show") ?? true, ["displayMode"] = values.Count > 0 ? "table" : "list", ["placement"] = panel.Str("legendType") == "Right side" ? "right" : "bottom", ["values"] = values,
            },
            ["displayLabels"] = panel.Str("legendType") == "On graph" ? new JsonArray("name") : new JsonArray(),
            ["tooltip"] = new JsonObject { ["mode"] = "single" },
        };
        if (panel.Get("combine").Num("threshold") > 0)
            notes.Info("Small slices aren't combined.");
        return panel;
    }
}
