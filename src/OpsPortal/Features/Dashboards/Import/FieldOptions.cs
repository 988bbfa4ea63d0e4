using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Gauges and stats of Grafana 6, which kept fields' settings in <c>options.fieldOptions</c> (6.2 on) or <c>valueOptions</c>.</summary>
internal static class FieldOptions
{
    public static JsonObject ToModern(JsonObject panel)
    {
        var options = panel.Ensure("options");
        var old = options.Obj("fieldOptions") ?? [];
        // Grafana 6.0's gauge said it among the options themselves.
        var first = options.Obj("valueOptions") ?? (options.Obj("fieldOptions") is null ? options : []);
        var defaults = panel.Ensure("fieldConfig").Ensure("defaults");
        foreach (var (key, value) in old.Obj("defaults") ?? [])
            defaults[key == "title" ? "displayName" : key] ??= value.Copy();
        defaults["unit"] ??= first.Str("unit");
        defaults["decimals"] ??= first.Int("decimals");
        foreach (var (from, to) in new[] { ("minValue", "min"), ("maxValue", "max") })
            defaults[to] ??= options.Num(from);
        var mappings = defaults.Arr("mappings") ?? old.Arr("mappings") ?? options.Arr("valueMappings");
        if (mappings is not null)
            defaults["mappings"] = Mappings.FromOld(mappings.OfType<JsonObject>());
        Thresholds(defaults, old.Arr("thresholds") ?? options.Arr("thresholds"));
        if (old.Arr("overrides") is { Count: > 0 } overrides && panel.Get("fieldConfig").Arr("overrides") is not { Count: > 0 })
            panel["fieldConfig"]!["overrides"] = overrides.DeepClone();
        options["reduceOptions"] = new JsonObject
        {
            ["calcs"] = old.Arr("calcs")?.DeepClone() ?? new JsonArray(Mappings.Calc(first.Str("stat"))),
            ["values"] = old.Bool("values") ?? false,
            ["fields"] = "",
        };
        options.Remove("fieldOptions");
        options.Remove("valueOptions");
        return panel;
    }

    private static void Thresholds(JsonObject defaults, JsonArray? old)
    {
        var list = defaults.Get("thresholds") as JsonArray ?? (defaults.Obj("thresholds") is null ? old : null);
        if (list is not { Count: > 0 })
            return;
        var steps = list.OfType<JsonObject>().OrderBy(step => step.Num("value") ?? double.MinValue).Select(step => (step.Num("value"), step.Str("color") ?? "green")).ToArray();
        defaults["thresholds"] = new JsonObject
        {
            ["mode"] = "absolute",
            ["steps"] = new JsonArray([.. steps.Select((step, index) => (JsonNode)new JsonObject { ["color"] = step.Item2, ["value"] = index == 0 ? null : step.Item1 })]),
        };
        defaults["color"] ??= new JsonObject { ["mode"] = "thresholds" };
    }
}
