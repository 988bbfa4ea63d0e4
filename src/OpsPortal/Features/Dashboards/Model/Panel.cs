using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>What can be drawn.</summary>
public enum PanelType
{
    TimeSeries, Stat, Gauge, BarGauge, Table, Pie, Heatmap, Histogram, StateTimeline, StatusHistory, BarChart, XyChart, Canvas, NodeGraph, Logs, Text, AlertList, DashList, Row,

    /// <summary>A kind that isn't drawn; its title and an explanation are.</summary>
    Unsupported,
}

/// <summary>A place on the grid of 24 columns; a unit of height is 30 px plus the gap of 8.</summary>
public readonly record struct GridPos(int X, int Y, int W, int H);

/// <summary>One panel of a dashboard, or a row.</summary>
public sealed record Panel
{
    /// <summary>Unique on the dashboard: given anew where a file repeats one.</summary>
    public required int Id { get; init; }

    public required PanelType Type { get; init; }

    /// <summary>The type as the file writes it: <c>graph</c>, <c>singlestat</c>, <c>some-plugin</c>.</summary>
    public required string SourceType { get; init; }

    /// <summary>May hold variables.</summary>
    public string Title { get; init; } = "";

    /// <summary>Markdown; may hold variables.</summary>
    public string Description { get; init; } = "";

    public required GridPos GridPos { get; init; }

    /// <summary>The variable of which each value gets a copy; null: none.</summary>
    public string? Repeat { get; init; }

    /// <summary><c>h</c> side by side, <c>v</c> below each other.</summary>
    public string RepeatDirection { get; init; } = "h";

    /// <summary>Copies side by side at most; 4 when the file doesn't say.</summary>
    public int MaxPerRow { get; init; } = 4;

    /// <summary>Of a row: folded.</summary>
    public bool Collapsed { get; init; }

    /// <summary>Of a folded row: its panels.</summary>
    public IReadOnlyList<Panel> Children { get; init; } = [];

    public bool Transparent { get; init; }

    public IReadOnlyList<DashboardLink> Links { get; init; } = [];

    /// <summary><c>1h</c>: the panel's range is the last hour before the dashboard's end, <c>now/d</c>: since midnight. Not for a range between two moments. Null: the dashboard's.</summary>
    public string? TimeFrom { get; init; }

    /// <summary><c>1d</c>: the panel shows the range as it was that long before.</summary>
    public string? TimeShift { get; init; }

    public bool HideTimeOverride { get; init; }

    /// <summary>The least step: <c>30s</c>, <c>$interval</c>.</summary>
    public string? Interval { get; init; }

    public int? MaxDataPoints { get; init; }

    /// <summary>As in the file. Never change it: <c>DeepClone()</c> first.</summary>
    public required JsonObject Source { get; init; }

    /// <summary>In the form of Grafana 10 (options, fieldConfig, targets, transformations); the same as <see cref="Source"/> unless that is older.</summary>
    public required JsonObject Modern { get; init; }
}

/// <summary>How panel types are called in files and answers.</summary>
public static class PanelTypes
{
    private static readonly Dictionary<string, PanelType> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["timeseries"] = PanelType.TimeSeries, ["stat"] = PanelType.Stat, ["gauge"] = PanelType.Gauge, ["bargauge"] = PanelType.BarGauge,
        ["table"] = PanelType.Table, ["piechart"] = PanelType.Pie, ["heatmap"] = PanelType.Heatmap, ["histogram"] = PanelType.Histogram,
        ["state-timeline"] = PanelType.StateTimeline, ["status-history"] = PanelType.StatusHistory, ["barchart"] = PanelType.BarChart,
        ["logs"] = PanelType.Logs, ["text"] = PanelType.Text, ["alertlist"] = PanelType.AlertList, ["dashlist"] = PanelType.DashList,
        ["xychart"] = PanelType.XyChart, ["canvas"] = PanelType.Canvas, ["nodeGraph"] = PanelType.NodeGraph, ["row"] = PanelType.Row, ["unsupported"] = PanelType.Unsupported,
    };

    private static readonly Dictionary<PanelType, string> Names = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Grafana's name: <c>timeseries</c>, <c>piechart</c>, <c>state-timeline</c>.</summary>
    public static string NameOf(PanelType type) => Names[type];

    public static PanelType Of(string name) => ByName.GetValueOrDefault(name, PanelType.Unsupported);
}
