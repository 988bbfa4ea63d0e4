using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Transform;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Says what of a panel isn't shown, and why.</summary>
internal static class PanelCheck
{
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["news"] = "nothing is fetched from other sites",
        ["annolist"] = "deployments and incidents are marked on every chart", ["geomap"] = "maps need tiles from other sites", ["traces"] = "traces aren't stored here",
        ["flamegraph"] = "profiles aren't stored here", ["welcome"] = "it is Grafana's own",
        ["grafana-worldmap-panel"] = "maps need tiles from other sites", ["jaeger-trace"] = "traces aren't stored here",
    };

    public static void Tell(PanelType type, JsonObject source, JsonObject modern, PanelNotes notes)
    {
        var kind = source.Str("type") ?? "";
        if (source.Obj("libraryPanel") is { } library && modern.Arr("targets") is null && source.Obj("options") is null)
            notes.Bad($"It is the library panel “{library.Str("name") ?? library.Str("uid") ?? "?"}”, which isn't in the file. Export the dashboard with its library panels.");
        else if (type == PanelType.Unsupported)
            notes.Bad(kind.Length == 0 ? "It says no kind of panel." : Elsewhere.TryGetValue(kind, out var why) ? $"Panels of the kind “{kind}” aren't drawn: {why}." : $"Panels of the kind “{kind}” aren't drawn.");
        if (type is PanelType.Row or PanelType.Text or PanelType.AlertList or PanelType.DashList or PanelType.Unsupported)
            return;
        Targets(modern, notes);
        foreach (var id in modern.Objects("transformations").Where(one => one.Bool("disabled") != true).Select(one => one.Str("id") ?? "?").Distinct().Except(Transformations.Known))
            notes.Warn($"The transformation “{id}” isn't applied: its data are shown as they come.");
        foreach (var matcher in modern.Get("fieldConfig").Objects("overrides").Select(one => one.Get("matcher").Str("id") ?? "").Distinct())
        {
            if (matcher.Length > 0 && Frames.FieldMatcher.Of(matcher, null) is null)
                notes.Warn($"Overrides that choose fields by “{matcher}” aren't applied.");
        }
    }

    private static void Targets(JsonObject modern, PanelNotes notes)
    {
        foreach (var target in modern.Objects("targets"))
        {
            var own = target.Get("datasource") ?? modern.Get("datasource");
            var (type, uid) = (own.Str("type") ?? "", own.Str("uid") ?? own.Text() ?? "");
            var refId = target.Str("refId") ?? "A";
            if (type.Length > 0 && !DataSources.IsPrometheus(type) && !DataSources.IsLoki(type) && type is not ("__expr__" or "datasource" or "grafana") && !type.Contains('$', StringComparison.Ordinal))
                notes.Bad($"Query {refId} asks “{type}”: the portal asks Prometheus and Loki.");
            else if ((type == "__expr__" || uid == "__expr__") && target.Str("type") is { } expression and not ("math" or "reduce" or "resample" or "threshold" or "classic_conditions" or "sql"))
                notes.Bad($"Query {refId} is an expression of the kind “{expression}”, which isn't computed.");
            else if (type is "grafana" || uid is "-- Grafana --" or "grafana" && target.Str("expr") is null)
                notes.Bad($"Query {refId} asks Grafana's own data, which aren't there.");
        }
    }
}
