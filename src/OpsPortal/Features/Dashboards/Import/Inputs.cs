using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>
/// Files that were exported "for sharing" hold <c>${DS_PROMETHEUS}</c> in place of a data source, and <c>${VAR_X}</c> in place of
/// a constant; <c>__inputs</c> says what each is. Data sources become the default server of their kind, constants their value.
/// </summary>
internal static class Inputs
{
    public static JsonObject Fill(JsonObject source, NoteList notes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in source.Objects("__inputs"))
        {
            if (input.Str("name") is not { Length: > 0 } name)
                continue;
            switch (input.Str("type"))
            {
                case "datasource":
                    var kind = input.Str("pluginId") ?? "prometheus";
                    var (isPrometheus, isLoki) = (DataSources.IsPrometheus(kind), DataSources.IsLoki(kind));
                    values["${" + name + "}"] = isPrometheus ? "prometheus:default" : isLoki ? "loki:default" : kind;
                    if (kind != "__expr__")
                        notes.Add(null, name, "info", $"“{input.Str("label") ?? name}” becomes the default {(isLoki ? "Loki" : isPrometheus ? "Prometheus" : kind)} server.");
                    break;
                case "constant":
                    values["${" + name + "}"] = input.Str("value") ?? "";
                    break;
                default:
                    notes.Add(null, name, "warn", $"The input “{name}” is of an unknown kind and is left as it is.");
                    break;
            }
        }
        if (values.Count == 0)
            return source;
        var copy = (JsonObject)source.DeepClone();
        Replace(copy, values);
        return copy;
    }

    private static void Replace(JsonNode node, Dictionary<string, string> values)
    {
        switch (node)
        {
            case JsonObject obj:
                foreach (var (key, value) in obj.ToArray())
                {
                    if (value is JsonValue && value.Text() is { } text && text.Contains("${", StringComparison.Ordinal) && Filled(text, values) is { } filled && filled != text)
                        obj[key] = filled;
                    else if (value is not null)
                        Replace(value, values);
                }
                break;
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (array[i] is JsonValue value && value.Text() is { } text && Filled(text, values) is { } filled && filled != text)
                        array[i] = filled;
                    else if (array[i] is { } inner)
                        Replace(inner, values);
                }
                break;
        }
    }

    private static string Filled(string text, Dictionary<string, string> values)
        => values.Aggregate(text, (now, pair) => now.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
}
