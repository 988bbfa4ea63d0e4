using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>A panel of any age in the form of Grafana 10.</summary>
internal static class Modernizer
{
    // Kinds that something of ours shows well enough; the note says that it is something else.
    private static readonly Dictionary<string, string> StandIns = new(StringComparer.Ordinal)
    {
        ["natel-discrete-panel"] = "state-timeline", ["flant-statusmap-panel"] = "status-history", ["candlestick"] = "timeseries", ["trend"] = "timeseries",
        ["grafana-polystat-panel"] = "stat", ["vonage-status-panel"] = "stat", ["michaeldmoore-multistat-panel"] = "bargauge", ["briangann-gauge-panel"] = "gauge",
        ["yesoreyeram-boomtable-panel"] = "table", ["briangann-datatable-panel"] = "table", ["corpglory-multibar-graph-panel"] = "timeseries",
    };

    /// <returns>The panel itself when it is modern already.</returns>
    public static JsonObject ToModern(JsonObject source, PanelNotes notes)
    {
        var type = source.Str("type") ?? "";
        switch (type)
        {
            case "graph":
                return GraphPanel.ToModern(Copy(source), notes);
            case "singlestat":
                return SingleStatPanel.ToModern(Copy(source), notes);
            case "grafana-singlestat-panel":
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
            case "stat" or "gauge" or "bargauge" when source.Get("options").Obj("fieldOptions") is not null || source.Get("options").Obj("valueOptions") is not null:
                return FieldOptions.ToModern(Copy(source));
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

    /// <summary>Mappings in the form before Grafana 8 (<c>type: 1</c>) become today's.</summary>
    private static JsonObject WithMappings(JsonObject panel)
    {
        if (panel.Get("fieldConfig", "defaults").Arr("mappings") is not { } mappings || !mappings.OfType<JsonObject>().Any(mapping => mapping.Int("type") is not null))
            return panel;
        var copy = Copy(panel);
        copy["fieldConfig"]!["defaults"]!["mappings"] = Mappings.FromOld(mappings.OfType<JsonObject>());
        return copy;
    }

    private static JsonObject Copy(JsonObject source) => (JsonObject)source.DeepClone();
}
