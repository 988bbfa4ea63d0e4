using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>One step of a panel's thresholds.</summary>
/// <param name="From">Where it begins; null: the base.</param>
/// <param name="Color">Grafana's name, or #hex.</param>
public sealed record ThresholdStep(double? From, string Color);

/// <summary>Reads and writes what people edit of a panel, in Grafana 10's form. An emptied setting leaves the file.</summary>
internal static class PanelJson
{
    public static readonly IReadOnlyList<(string Type, string Words)> Types =
    [
        ("timeseries", "Time series"), ("stat", "Stat"), ("gauge", "Gauge"), ("bargauge", "Bar gauge"), ("table", "Table"), ("piechart", "Pie"), ("barchart", "Bar chart"),
        ("xychart", "XY chart"), ("heatmap", "Heatmap"), ("histogram", "Histogram"), ("state-timeline", "State timeline"), ("status-history", "Status history"), ("logs", "Logs"), ("text", "Text"),
        ("canvas", "Canvas"), ("nodeGraph", "Node graph"), ("alertlist", "Alert list"), ("dashlist", "Dashboard list"),
    ];

    public static readonly IReadOnlyList<string> Calcs = ["lastNotNull", "mean", "min", "max", "sum", "count", "range", "first"];

    public static JsonObject Defaults(JsonObject panel) => panel.Ensure("fieldConfig").Ensure("defaults");

    public static string Get(JsonObject panel, string key) => panel.Get("fieldConfig", "defaults").Str(key) ?? "";

    public static void Set(JsonObject panel, string key, string text)
    {
        if (text.Trim().Length == 0)
            Defaults(panel).Remove(key);
        else
            Defaults(panel)[key] = text.Trim();
    }

    /// <returns>False when the text is no number; "" takes the setting away.</returns>
    public static bool SetNumber(JsonObject panel, string key, string text)
    {
        if (text.Trim().Length == 0)
            return Defaults(panel).Remove(key) || true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return false;
        Defaults(panel)[key] = key == "decimals" ? Math.Clamp((int)number, 0, 15) : number;
        return true;
    }

    public static IReadOnlyList<ThresholdStep> Thresholds(JsonObject panel)
        => [.. panel.Get("fieldConfig", "defaults").Get("thresholds").Objects("steps").Select(step => new ThresholdStep(step.Num("value"), step.Str("color") ?? "green"))];

    /// <summary>Steps are written in the order of their values, the base first.</summary>
    public static void SetThresholds(JsonObject panel, IReadOnlyList<ThresholdStep> steps)
    {
        if (steps.Count == 0)
        {
            Defaults(panel).Remove("thresholds");
            return;
        }
        var thresholds = Defaults(panel).Ensure("thresholds");
        thresholds["mode"] ??= "absolute";
        thresholds["steps"] = new JsonArray([.. steps.OrderBy(step => step.From ?? double.NegativeInfinity).Select((step, i) =>
            (JsonNode)new JsonObject { ["value"] = i == 0 && step.From is null ? null : step.From ?? 0, ["color"] = step.Color })]);
    }

    /// <summary>How thresholds show on a time series: off, line, area, line+area, dashed.</summary>
    public static string ThresholdStyle(JsonObject panel) => panel.Get("fieldConfig", "defaults").Get("custom", "thresholdsStyle").Str("mode") ?? "off";

    public static void SetThresholdStyle(JsonObject panel, string mode) => Defaults(panel).Ensure("custom").Ensure("thresholdsStyle")["mode"] = mode;

    /// <summary>list, table or hidden.</summary>
    public static string Legend(JsonObject panel)
    {
        var legend = panel.Get("options", "legend");
        return legend.Bool("showLegend") == false || legend.Str("displayMode") == "hidden" ? "hidden" : legend.Str("displayMode") ?? "list";
    }

    public static void SetLegend(JsonObject panel, string mode)
    {
        var legend = panel.Ensure("options").Ensure("legend");
        legend["showLegend"] = mode != "hidden";
        legend["displayMode"] = mode == "hidden" ? "list" : mode;
        legend["placement"] ??= "bottom";
        legend["calcs"] ??= new JsonArray();
    }

    public static IReadOnlyList<string> LegendCalcs(JsonObject panel) => panel.Get("options", "legend").Get("calcs").Strings();

    public static void SetLegendCalcs(JsonObject panel, IEnumerable<string> calcs)
        => panel.Ensure("options").Ensure("legend")["calcs"] = new JsonArray([.. calcs.Select(calc => (JsonNode)calc)]);

    /// <summary>What a stat, gauge or bar gauge shows of each series.</summary>
    public static string Reduce(JsonObject panel) => panel.Get("options", "reduceOptions").Get("calcs").Strings() is [var first, ..] ? first : "lastNotNull";

    public static void SetReduce(JsonObject panel, string calc) => panel.Ensure("options").Ensure("reduceOptions")["calcs"] = new JsonArray(calc);

    /// <summary>Another kind of drawing for the same queries; settings of the old kind stay, as Grafana leaves them to be found again.</summary>
    public static void SetType(JsonObject panel, string type)
    {
        panel["type"] = type;
        panel.Remove("pluginVersion");
        if (type == "text")
        {
            var options = panel.Ensure("options");
            options["mode"] ??= "markdown";
            options["content"] ??= "";
        }
    }

    public static IReadOnlyList<JsonObject> Targets(JsonObject panel) => [.. panel.Objects("targets")];

    public static void AddTarget(JsonObject panel)
    {
        var targets = panel.Arr("targets") ?? [];
        var used = targets.OfType<JsonObject>().Select(target => target.Str("refId")).ToHashSet();
        var free = Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString()).FirstOrDefault(letter => !used.Contains(letter)) ?? "Q" + targets.Count;
        targets.Add((JsonNode)new JsonObject { ["refId"] = free, ["expr"] = "", ["legendFormat"] = "__auto", ["range"] = true });
        panel["targets"] = targets.Parent is null ? targets : panel["targets"];
    }

    /// <summary>time_series as a range, or one instant, or a table of an instant.</summary>
    public static string Form(JsonObject target) => target.Str("format") == "table" ? "table" : target.Str("format") == "heatmap" ? "heatmap" : target.Bool("instant") == true && target.Bool("range") != true ? "instant" : "range";

    public static void SetForm(JsonObject target, string form)
    {
        (target["format"], target["instant"], target["range"]) = (form is "table" or "heatmap" ? form : "time_series", form is "instant" or "table", form is "range" or "heatmap");
    }
}
