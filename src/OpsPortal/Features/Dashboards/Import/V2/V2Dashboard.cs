using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import.V2;

/// <summary>
/// Grafana's v2 form (elements and a layout; v2alpha1, v2beta1, v2) as the classic one, in which the portal keeps dashboards. What the
/// classic form has no place for is told.
/// </summary>
internal static class V2Dashboard
{
    /// <param name="spec">A resource's <c>spec</c>, or the bare form.</param>
    public static bool Is(JsonObject spec) => spec.Obj("elements") is not null || spec.Obj("layout").Str("kind") is { } kind && kind.EndsWith("Layout", StringComparison.Ordinal);

    /// <param name="name">The resource's name, which is the uid; null when there is none.</param>
    /// <param name="told">What is shown differently, for people; once each.</param>
    public static JsonObject ToClassic(JsonObject spec, string? name, List<(string Tone, string Text)> told)
    {
        told.Add(("info", "It came in Grafana's v2 form and is kept in the classic one."));
        var time = spec.Obj("timeSettings");
        var layout = new V2Layout(spec, told);
        var panels = layout.Panels();
        var classic = new JsonObject
        {
            ["uid"] = name is { Length: > 0 } ? name : spec.Str("uid"),
            ["title"] = spec.Str("title"),
            ["description"] = spec.Str("description") ?? "",
            ["tags"] = spec.Arr("tags").Copy() ?? new JsonArray(),
            ["links"] = spec.Arr("links").Copy() ?? new JsonArray(),
            ["editable"] = spec.Bool("editable") ?? true,
            ["graphTooltip"] = spec.Str("cursorSync") switch { "Crosshair" => 1, "Tooltip" => 2, _ => 0 },
            ["time"] = new JsonObject { ["from"] = time.Str("from") ?? "now-6h", ["to"] = time.Str("to") ?? "now" },
            ["timezone"] = time.Str("timezone") ?? "browser",
            ["refresh"] = time.Str("autoRefresh") ?? "",
            ["weekStart"] = time.Str("weekStart") ?? "",
            ["fiscalYearStartMonth"] = time.Int("fiscalYearStartMonth") ?? 0,
            ["schemaVersion"] = 42,
            ["annotations"] = new JsonObject { ["list"] = new JsonArray([.. spec.Objects("annotations").Select(one => (JsonNode)Annotation(one.Obj("spec") ?? []))]) },
            ["templating"] = new JsonObject { ["list"] = V2Variable.All(spec.Objects("variables").Concat(layout.Variables), told) },
            ["panels"] = panels,
        };
        if (time.Str("nowDelay") is { Length: > 0 } delay)
            classic["timepicker"] = new JsonObject { ["nowDelay"] = delay };
        if (spec.Get("__inputs") is JsonArray inputs)
            classic["__inputs"] = inputs.Copy();
        if (spec.Get("__elements") is { } library)
            classic["__elements"] = library.Copy();
        return classic;
    }

    // A query's own words (expr, step, titleFormat, …) stand beside the name in the classic form.
    private static JsonObject Annotation(JsonObject spec)
    {
        var made = new JsonObject();
        foreach (var from in new[] { spec.Obj("legacyOptions"), spec.Get("query").Obj("spec") })
            foreach (var (key, value) in from ?? [])
                made[key] = value.Copy();
        made["name"] = spec.Str("name") ?? "";
        made["enable"] = spec.Bool("enable") ?? true;
        made["hide"] = spec.Bool("hide") ?? false;
        made["iconColor"] = spec.Str("iconColor") ?? "";
        made["datasource"] = V2Query.DataSource(spec);
        if (spec.Bool("builtIn") == true)
            made["builtIn"] = 1;
        if (spec.Obj("filter") is { } filter)
            made["filter"] = filter.Copy();
        return made;
    }
}
