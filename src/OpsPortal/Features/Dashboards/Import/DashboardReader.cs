using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>The dashboard's own settings; panels and variables have their readers.</summary>
internal static class DashboardReader
{
    /// <param name="source">As given; kept.</param>
    /// <param name="filled">The same with its <c>__inputs</c> filled in; read.</param>
    public static Dashboard Read(JsonObject source, JsonObject filled, NoteList notes)
    {
        var title = filled.Str("title") is { Length: > 0 } given ? given : "Untitled dashboard";
        var whole = notes.Of(null, title);
        var version = filled.Int("schemaVersion") ?? 0;
        if (version > 42)
            whole.Warn($"It was written by a newer Grafana (schema version {version}; up to 42 is known): something may be shown differently.");
        var annotations = AnnotationQuery.AllOf(filled);
        TellAnnotations(annotations, whole);
        var variables = VariableReader.ReadAll(filled, notes);
        return new Dashboard
        {
            Uid = filled.Str("uid") ?? "",
            Title = title,
            Description = filled.Str("description") ?? "",
            Tags = filled.Get("tags").Strings(),
            Panels = PanelReader.ReadAll(filled, notes),
            Variables = variables,
            Annotations = annotations,
            Links = Links(filled),
            TimeFrom = filled.Get("time").Str("from") ?? "now-6h",
            TimeTo = filled.Get("time").Str("to") ?? "now",
            NowDelay = filled.Get("timepicker").Str("nowDelay") ?? "",
            Refresh = filled.Str("refresh") is { } refresh and not ("false" or "true" or "0") ? refresh : "",
            Timezone = filled.Str("timezone") ?? "",
            GraphTooltip = filled.Int("graphTooltip") is { } tooltip and >= 0 and <= 2 ? tooltip : filled.Bool("sharedCrosshair") == true ? 1 : 0,
            SchemaVersion = version,
            Notes = notes.All,
            Source = source,
        };
    }

    public static IReadOnlyList<DashboardLink> Links(JsonObject node) =>
    [
        .. node.Objects("links").Select(link => new DashboardLink(
            link.Str("title") is { Length: > 0 } title ? title : link.Str("dashboard") ?? "", Address(link), link.Str("tooltip") ?? "", link.Bool("targetBlank") ?? false,
            link.Bool("keepTime") ?? false, link.Bool("includeVars") ?? false, link.Str("type") == "dashboards" ? "dashboards" : "link", link.Get("tags").Strings())),
    ];

    // Panels' links before schema version 21 named a dashboard, and what to add to its address.
    private static string Address(JsonObject link)
    {
        var url = link.Str("url") is { Length: > 0 } given ? given
            : link.Str("dashboard") is { Length: > 0 } title ? "/dashboards?q=" + Uri.EscapeDataString(title)
            : link.Str("dashUri") ?? "";
        var more = link.Str("params")?.TrimStart('?', '&') ?? "";
        return url.Length == 0 || more.Length == 0 ? url : url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + more;
    }

    private static void TellAnnotations(IReadOnlyList<AnnotationQuery> annotations, PanelNotes whole)
    {
        foreach (var one in annotations.Where(one => one.Region is null))
        {
            var (type, expr) = (one.DataSource.Str("type") ?? "", one.Expr);
            if (expr.Length == 0)
                whole.Warn($"The annotation query “{one.Name}” is kept but not drawn: it has no expression.");
            else if (type.Length > 0 && !DataSources.IsPrometheus(type) && !DataSources.IsLoki(type) && !type.Contains('$', StringComparison.Ordinal))
                whole.Warn($"The annotation query “{one.Name}” is kept but not drawn: it asks “{type}”; the portal asks Prometheus and Loki.");
        }
    }
}
