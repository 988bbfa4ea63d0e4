using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>Time regions as annotations: those that a file lists as such, and those of old graph panels, for these alone.</summary>
internal static class TimeRegionQueries
{
    /// <returns>Null when it asks for something else of Grafana's own.</returns>
    public static TimeRegion? Listed(JsonObject annotation, string? zone = null)
        => IsListed(annotation) ? TimeRegion.Of(annotation.Get("target").Obj("timeRegion"), zone) : null;

    /// <summary>It asks for time regions, whether they can be read or not.</summary>
    public static bool IsListed(JsonObject annotation) => annotation.Get("target").Str("queryType") == "timeRegions";

    public static IEnumerable<AnnotationQuery> OfGraphs(JsonObject dashboard)
        => dashboard.Objects("panels").Concat(dashboard.Objects("rows")).SelectMany(one => one.Objects("panels").Prepend(one)).Where(panel => panel.Str("type") == "graph" && panel.Int("id") is not null)
            .SelectMany(panel => panel.Objects("timeRegions").Select((region, i) => (panel, region, i)))
            .Select(one => (Query: Of(one.panel, one.region, one.i), Region: TimeRegion.Of(one.region, dashboard.Str("timezone")))).Where(one => one.Region is not null).Select(one => one.Query with { Region = one.Region });

    private static AnnotationQuery Of(JsonObject panel, JsonObject region, int index)
        => new($"Time region {index + 1} of panel {panel.Int("id")}", Enabled: true, Hidden: true, Color(region), null, "", "Time region", "", [], "", false, 0) { Panels = [panel.Int("id")!.Value] };

    private static string Color(JsonObject region) => region.Str("colorMode") switch
    {
        "custom" => region.Str("fillColor") ?? region.Str("lineColor") ?? "#8e8e8e",
        "red" or "green" or "blue" or "yellow" or "orange" or "purple" => region.Str("colorMode")!,
        _ => "#8e8e8e",
    };
}
