using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace OpsPortal.Ui;

/// <summary>An entry of a page's own in the menu of a panel; choosing it dispatches "op-panel-menu" {id, uid, panel}.</summary>
/// <param name="Id">What the event calls it: "edit".</param>
/// <param name="Text">What people read: "Edit…".</param>
/// <param name="Danger">True for what takes something away.</param>
public sealed record PanelMenuEntry(string Id, string Text, bool Danger = false);

/// <summary>
/// One panel of a dashboard. The browser asks for its answer (<c>/api/v1/dashboards/{uid}/panels/{id}/data</c>), draws it and keeps it fresh.
/// Follows the page's <see cref="TimeRange"/> unless <see cref="From"/> and <see cref="To"/> are given.
/// </summary>
public partial class PanelView
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    /// <summary>The dashboard's uid.</summary>
    [Parameter, EditorRequired] public string Uid { get; set; } = "";

    /// <summary>The panel's number in its dashboard.</summary>
    [Parameter, EditorRequired] public int PanelId { get; set; }

    /// <summary>Variables as they stand in a URL, encoded: "var-job=api&amp;var-job=web&amp;scope-gpu=0".</summary>
    [Parameter] public string? Vars { get; set; }

    /// <summary>An earlier version of the dashboard; null is the newest.</summary>
    [Parameter] public int? Version { get; set; }

    /// <summary>Which saved version is the newest: browsers keep answers for some seconds, and those of another one are others. 0: not saved.</summary>
    [Parameter] public int Revision { get; set; }

    /// <summary>A start of its own: "now-1h" or Unix milliseconds.</summary>
    [Parameter] public string? From { get; set; }

    /// <summary>An end of its own: "now" or Unix milliseconds.</summary>
    [Parameter] public string? To { get; set; }

    /// <summary>What stands in the head until the answer brings its own.</summary>
    [Parameter] public string Title { get; set; } = "";

    /// <summary>The panel's description.</summary>
    [Parameter] public string? About { get; set; }

    /// <summary>Grafana's name of the type, so that the drawing module loads beside the answer and not after it: "timeseries".</summary>
    [Parameter] public string? Type { get; set; }

    /// <summary>A draft instead of what is saved: {"dashboard": …, "panelId": n}.</summary>
    [Parameter] public string? Draft { get; set; }

    /// <summary>The page's own entries of the panel's menu.</summary>
    [Parameter] public IReadOnlyList<PanelMenuEntry>? Menu { get; set; }

    /// <summary>True: no card around it.</summary>
    [Parameter] public bool Transparent { get; set; }

    [Parameter] public string? TestId { get; set; }

    private TimeRange Shown => PageRange ?? TimeRange.Default;

    // A range that has ended gives the same answer for ever.
    private string? RefreshSeconds => (To ?? Shown.To).StartsWith("now", StringComparison.Ordinal) && Shown.Refresh is { } every
        ? every.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) : null;

    private string? MenuJson => Menu is { Count: > 0 } ? JsonSerializer.Serialize(Menu, Web) : null;
}
