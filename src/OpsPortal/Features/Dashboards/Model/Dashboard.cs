using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>A dashboard as it is shown: read from Grafana's JSON, whatever its age, and never changed afterwards.</summary>
public sealed record Dashboard
{
    /// <summary>1 to 40 characters of letters, digits, <c>-</c> and <c>_</c>; "" while a pasted one has none.</summary>
    public required string Uid { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>In the order of the grid. A collapsed row holds its <see cref="Panel.Children"/>; an open row's panels follow it.</summary>
    public IReadOnlyList<Panel> Panels { get; init; } = [];

    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>Asked for marks on the time axes.</summary>
    public IReadOnlyList<AnnotationQuery> Annotations { get; init; } = [];

    public IReadOnlyList<DashboardLink> Links { get; init; } = [];

    /// <summary><c>now-6h</c> or an ISO time.</summary>
    public string TimeFrom { get; init; } = "now-6h";

    public string TimeTo { get; init; } = "now";

    /// <summary>How long its data need to arrive, as <c>1m</c>; "" for no time at all.</summary>
    public string NowDelay { get; init; } = "";

    /// <summary>Where the range ends with which it opens: <see cref="TimeTo"/>, or so much before now as <see cref="NowDelay"/> says.</summary>
    public string OpensTo => TimeTo == "now" && NowDelay is [.. var count, 's' or 'm' or 'h' or 'd'] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var some) && some > 0 ? "now-" + NowDelay : TimeTo;

    /// <summary><c>30s</c>; "" when it doesn't refresh by itself.</summary>
    public string Refresh { get; init; } = "";

    /// <summary><c>utc</c>, <c>browser</c>, a zone's name, or "" for the viewer's choice.</summary>
    public string Timezone { get; init; } = "";

    /// <summary>0: each panel its own crosshair; 1: shared crosshair; 2: shared crosshair and tooltip.</summary>
    public int GraphTooltip { get; init; }

    /// <summary>As the file says; 0 when it doesn't.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>What can't be shown and why, panel by panel.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];

    /// <summary>The JSON as given, so that what isn't understood here is there on export. Never change it: <c>DeepClone()</c> first.</summary>
    public required JsonObject Source { get; init; }

    /// <summary>Every panel, those of collapsed rows too; rows themselves included.</summary>
    public IEnumerable<Panel> AllPanels => Panels.SelectMany(panel => panel.Children.Prepend(panel));

    public Panel? FindPanel(int id) => AllPanels.FirstOrDefault(panel => panel.Id == id);
}

/// <summary>A link of a dashboard or a panel; texts still hold variables.</summary>
/// <param name="Kind"><c>link</c>, or <c>dashboards</c>: to all dashboards with one of <paramref name="Tags"/>.</param>
public sealed record DashboardLink(
    string Title, string Url, string Tooltip, bool TargetBlank, bool KeepTime, bool IncludeVars, string Kind = "link", IReadOnlyList<string>? Tags = null);

/// <summary>Something of a file that isn't shown, or not as in Grafana.</summary>
/// <param name="PanelId">Null: of the dashboard as a whole.</param>
/// <param name="Panel">The panel's or variable's name as people know it.</param>
/// <param name="Tone"><c>bad</c>: not shown; <c>warn</c>: shown differently; <c>info</c>: good to know.</param>
/// <param name="Text">What and why, one sentence.</param>
public sealed record ImportNote(int? PanelId, string Panel, string Tone, string Text);
