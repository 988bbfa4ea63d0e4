using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>A panel of any age in the form of Grafana 10.</summary>
internal static class Modernizer
{
    // Kinds that something of ours shows well enough; the note says that it is something else.
    private static readonly Dictionary<string, string> StandIns = new(StringComparer.Ordinal)
    {
        ["natel-discrete-panel"] = "state-timeline", ["flant-statusmap-panel"] = "status-history", ["candlestick"] = "timeseries",
        ["grafana-polystat-panel"] = "stat", ["vonage-status-panel"] = "stat", ["michaeldmoore-multistat-panel"] = "bargauge", ["briangann-gauge-panel"] = "gauge",
        ["yesoreyeram-boomtable-panel"] = "table", ["briangann-datatable-panel"] = "table", ["corpglory-multibar-graph-panel"] = "timeseries",
        ["btplc-status-dot-panel"] = "stat", ["farski-blendstat-panel"] = "stat", ["mtanda-histogram-panel"] = "histogram", ["table2"] = "table",
    };

    // Options that gauges and stats had before there was a fieldConfig.
    private static readonly string[] OfGrafana6 = ["fieldOptions", "valueOptions", "valueMappings", "thresholds"];

    /// <returns>The panel itself when it is modern already.</returns>
    public static JsonObject ToModern(JsonObject source, PanelNotes notes)
    {
        var type = source.Str("type") ?? "";
        switch (type)
        {
            case "graph":
                return GraphPanel.ToModern(Copy(source), notes);
            case "singlestat" or "grafana-singlestat-panel" or "blackmirror1-singlestat-math-panel":
                return SingleStatPanel.ToModern(Copy(source), notes);
            case "table-old":
                return OldTablePanel.ToModern(Copy(source), notes);
            case "table" when source.Arr("styles") is not null && source.Obj("fieldConfig") is null:
                return OldTablePanel.ToModern(Copy(source), notes);
            case "grafana-piechart-panel":
                return OldPiePanel.ToModern(Copy(source), notes);
            case "heatmap" when source.Get("dataFormat") is not null || source.Obj("yAxis") is not null:
                return OldHeatmapPanel.ToModern(Copy(source), notes);
            case "text" when source.Obj("options") is null or { Count: 0 }:
                var text = Copy(source);
                text["options"] = new JsonObject { ["mode"] = source.Str("mode") ?? "markdown", ["content"] = source.Str("content") ?? "" };
                return text;
            case "alertlist":
                return OldListPanels.Alerts(Copy(source), notes);
            case "dashlist":
                return OldListPanels.Dashboards(Copy(source), notes);
            case "stat" or "gauge" or "bargauge" when OfGrafana6.Any(key => source.Get("options").Get(key) is JsonObject or JsonArray):
                return FieldOptions.ToModern(Copy(source));
            case "xychart":
                return WithMappings(XyPanel.ToModern(Copy(source)));
            case "trend":
                return WithMappings(XyPanel.OfTrend(Copy(source)));
            case "" when source.Obj("libraryPanel") is not null:
                return source;
        }
        if (StandIns.TryGetValue(type, out var other))
        {
            notes.Warn($"Panels of the kind “{type}” are shown as “{other}”.");
            var copy = Copy(source);
            copy["type"] = other;
            return WithMappings(copy);
        }
        return WithMappings(source);
    }

    /// <summary>Mappings in the form before Grafana 8 (<c>type: 1</c>) become today's, of defaults and of overrides; the tooltip of 7.4 gets its name.</summary>
    private static JsonObject WithMappings(JsonObject panel)
    {
        if (!OldMappings(panel).Any() && panel.Get("options").Obj("tooltipOptions") is null)
            return panel;
        var copy = Copy(panel);
        foreach (var (holder, key) in OldMappings(copy).ToArray())
            holder[key] = Mappings.FromOld(holder[key]!.AsArray().OfType<JsonObject>());
        if (copy.Get("options").Obj("tooltipOptions") is { } tooltip)
            copy["options"]!["tooltip"] ??= tooltip.DeepClone();
        return copy;
    }

    private static IEnumerable<(JsonObject Holder, string Key)> OldMappings(JsonObject panel)
    {
        var config = panel.Get("fieldConfig");
        IEnumerable<(JsonObject?, string)> places =
        [
            (config.Obj("defaults"), "mappings"),
            .. config.Objects("overrides").SelectMany(rule => rule.Objects("properties")).Where(property => property.Str("id") == "mappings").Select(property => ((JsonObject?)property, "value")),
        ];
        return places.Where(place => place.Item1.Objects(place.Item2).Any(mapping => mapping.Int("type") is not null)).Select(place => (place.Item1!, place.Item2));
    }

    private static JsonObject Copy(JsonObject source) => (JsonObject)source.DeepClone();
}
