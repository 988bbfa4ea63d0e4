using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Lists of alerts and of dashboards from before Grafana 7.2, which had their settings beside the type.</summary>
internal static class OldListPanels
{
    public static JsonObject Alerts(JsonObject panel, PanelNotes notes)
    {
        var options = panel.Ensure("options");
        Take(panel, options, ("limit", "maxItems"), ("sortOrder", "sortOrder"), ("nameFilter", "alertName"), ("stateFilter", "stateFilter"), ("onlyAlertsOnDashboard", "dashboardAlerts"), ("show", "showOptions"));
        // Before Grafana 8.2 as a list, under other names.
        if (options["stateFilter"] is JsonArray states)
        {
            var names = states.Select(state => state.Text() switch { "alerting" => "firing", "ok" => "normal", "execution_error" => "error", var other => other ?? "" }).Where(name => name.Length > 0).Distinct();
            options["stateFilter"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)true)));
        }
        if (options.Str("showOptions") is "changes")
            notes.Info("Alerts as they are now are shown, not their changes; the Incidents page has these.");
        if (options.Bool("dashboardAlerts") == true)
            notes.Info("Alerts of all rules are shown: rules of Prometheus belong to no dashboard.");
        return panel;
    }

    public static JsonObject Dashboards(JsonObject panel, PanelNotes notes)
    {
        var options = panel.Ensure("options");
        Take(panel, options, ("limit", "maxItems"), ("starred", "showStarred"), ("recent", "showRecentlyViewed"), ("search", "showSearch"), ("headings", "showHeadings"), ("query", "query"), ("tags", "tags"));
        if (options.Str("folderUID") is { Length: > 0 } || options.Int("folderId") > 0)
            notes.Info("Dashboards of all folders are listed: the file names one of where it was made.");
        return panel;
    }

    private static void Take(JsonObject panel, JsonObject options, params (string Old, string Now)[] names)
    {
        foreach (var (old, now) in names)
        {
            if (panel.Get(old) is { } value && options.Get(now) is null)
                options[now] = value.DeepClone();
        }
    }
}
