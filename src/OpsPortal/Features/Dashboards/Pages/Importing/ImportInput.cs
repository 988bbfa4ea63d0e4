using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Pages.Importing;

/// <summary>A server that a file asks for under a name of its own (<c>__inputs</c>).</summary>
/// <param name="Name">As in <c>${DS_PROMETHEUS}</c>.</param>
/// <param name="Kind"><c>prometheus</c>, <c>loki</c> or what else the file says.</param>
internal sealed record ImportInput(string Name, string Label, string Kind)
{
    public static IReadOnlyList<ImportInput> Of(JsonObject dashboard) =>
    [
        .. dashboard.Objects("__inputs").Where(input => input.Str("type") == "datasource" && input.Str("name") is { Length: > 0 })
            .Select(input => new ImportInput(input.Str("name")!, input.Str("label") is { Length: > 0 } label ? label : input.Str("name")!, input.Str("pluginId") ?? "prometheus")),
    ];

    /// <summary>The same dashboard with servers in place of those names; an input without a choice stays, and means the default.</summary>
    /// <param name="choices">By input name, as <c>prometheus:eu</c>.</param>
    public static JsonObject Choose(JsonObject dashboard, IReadOnlyDictionary<string, string> choices)
    {
        var copy = (JsonObject)dashboard.DeepClone();
        if (copy.Arr("__inputs") is { } inputs)
        {
            foreach (var chosen in inputs.OfType<JsonObject>().Where(input => choices.ContainsKey(input.Str("name") ?? "")).ToArray())
                inputs.Remove(chosen);
        }
        Replace(copy, choices.ToDictionary(choice => "${" + choice.Key + "}", choice => choice.Value, StringComparer.Ordinal));
        return copy;
    }

    private static void Replace(JsonNode node, Dictionary<string, string> values)
    {
        if (node is JsonObject obj)
        {
            foreach (var (key, value) in obj.ToArray())
            {
                if (value is JsonValue && value.Text() is { } text && values.TryGetValue(text, out var server))
                    obj[key] = server;
                else if (value is not null)
                    Replace(value, values);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array.OfType<JsonNode>())
                Replace(item, values);
        }
    }
}
