using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Value mappings and thresholds of old panels in today's form.</summary>
internal static class Mappings
{
    /// <summary><c>{type: 1, value, text}</c>, <c>{type: 2, from, to, text}</c>, and <c>{value, text, op}</c> of singlestat.</summary>
    public static JsonArray FromOld(IEnumerable<JsonObject> old)
    {
        var values = new JsonObject();
        var all = new JsonArray();
        foreach (var one in old)
        {
            if (one.Obj("options") is not null)
                all.Add(one.DeepClone());
            else if (one.Str("value") is "null" or "N/A" || one.Str("from") == "null" && one.Str("to") == "null")
                all.Add(new JsonObject { ["type"] = "special", ["options"] = new JsonObject { ["match"] = "null", ["result"] = Result(one) } });
            else if (one.Int("type") == 2 || one.Get("from") is not null && one.Get("value") is null)
                AddRange(all, one);
            else if (one.Str("value") is { Length: > 0 } value)
                values[value] = Result(one);
        }
        if (values.Count > 0)
            all.Insert(0, new JsonObject { ["type"] = "value", ["options"] = values });
        return all;
    }

    // A range without ends is a line of the editor that was left empty: it would map every number.
    private static void AddRange(JsonArray all, JsonObject one)
    {
        if (one.Num("from") is not null || one.Num("to") is not null)
            all.Add(new JsonObject { ["type"] = "range", ["options"] = new JsonObject { ["from"] = one.Num("from"), ["to"] = one.Num("to"), ["result"] = Result(one) } });
    }

    /// <param name="limits">Numbers between the colours, rising: <c>10,20</c>.</param>
    public static JsonObject Steps(IReadOnlyList<double> limits, IReadOnlyList<string> colors)
    {
        var steps = new JsonArray();
        for (var i = 0; i <= limits.Count; i++)
            steps.Add(new JsonObject { ["color"] = i < colors.Count ? colors[i] : "red", ["value"] = i == 0 ? null : limits[i - 1] });
        return new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
    }

    public static IReadOnlyList<double> Limits(JsonNode? list)
        => [.. (list is JsonArray array ? array.Select(JsonRead.Number) : (list.Text() ?? "").Split(',').Select(part => ((JsonNode?)JsonValue.Create(part.Trim())).Number())).OfType<double>()];

    /// <summary>Grafana 5's names of calculations, and today's.</summary>
    public static string Calc(string? name) => name switch
    {
        "avg" => "mean",
        "current" or null => "lastNotNull",
        "total" => "sum",
        "last_time" or "name" => "lastNotNull",
        _ => name,
    };

    private static JsonObject Result(JsonObject one) => new() { ["text"] = one.Str("text") ?? "" };
}
