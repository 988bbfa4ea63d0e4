using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Graphs of schema versions before 13 said their axes in <c>y_formats</c> and <c>grid</c>, and their thresholds in <c>grid</c>.</summary>
internal static class EarlyGraph
{
    /// <summary>Writes <c>yaxes</c> and <c>thresholds</c> where only the older form is there.</summary>
    public static void Raise(JsonObject panel)
    {
        var (grid, formats) = (panel.Obj("grid"), panel.Get("y_formats").Strings());
        if (grid is null && formats.Count == 0)
            return;
        if (panel.Arr("yaxes") is null)
            panel["yaxes"] = new JsonArray(Axis(panel, grid, formats.ElementAtOrDefault(0), "left"), Axis(panel, grid, formats.ElementAtOrDefault(1), "right"));
        if (panel.Arr("thresholds") is null && grid.Num("threshold1") is not null)
            panel["thresholds"] = Thresholds(grid);
    }

    private static JsonObject Axis(JsonObject panel, JsonObject? grid, string? format, string side) => new()
    {
        ["format"] = format ?? "short", ["min"] = grid.Num(side + "Min"), ["max"] = grid.Num(side + "Max"), ["logBase"] = grid.Int(side + "LogBase") ?? 1,
        ["label"] = panel.Str(side + "YAxisLabel"), ["show"] = panel.Bool("y-axis") ?? true,
    };

    // The second one says on which side of the first it is coloured.
    private static JsonArray Thresholds(JsonObject? grid)
    {
        var (first, second, line) = (grid.Num("threshold1"), grid.Num("threshold2"), grid.Bool("thresholdLine") == true);
        var op = second < first ? "lt" : "gt";
        return [.. new[] { (Value: first, Key: "threshold1Color"), (Value: second, Key: "threshold2Color") }.Where(one => one.Value is not null).Select(one => (JsonNode)new JsonObject
        {
            ["value"] = one.Value, ["op"] = op, ["line"] = line, ["fill"] = !line, ["colorMode"] = "custom", ["lineColor"] = grid.Str(one.Key), ["fillColor"] = grid.Str(one.Key),
        })];
    }
}
