using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>Reads JSON of others: what isn't there, or isn't of the kind that it should be, is null. Nothing here throws.</summary>
internal static class JsonRead
{
    public static JsonNode? Get(this JsonNode? node, string key) => node is JsonObject obj && obj.TryGetPropertyValue(key, out var value) ? value : null;

    public static JsonNode? Get(this JsonNode? node, string key, string inner) => node.Get(key).Get(inner);

    public static JsonObject? Obj(this JsonNode? node, string key) => node.Get(key) as JsonObject;

    public static JsonArray? Arr(this JsonNode? node, string key) => node.Get(key) as JsonArray;

    /// <summary>The objects of an array; other elements are passed over.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, string key) => node.Arr(key)?.OfType<JsonObject>() ?? [];

    /// <summary>A string; numbers and booleans as they are written.</summary>
    public static string? Str(this JsonNode? node, string key) => node.Get(key).Text();

    public static string? Text(this JsonNode? node)
    {
        if (node is not JsonValue value)
            return null;
        return value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    /// <summary>A finite number; also one that is written as a string.</summary>
    public static double? Num(this JsonNode? node, string key) => node.Get(key).Number();

    public static double? Number(this JsonNode? node)
        => node is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(node.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public static int? Int(this JsonNode? node, string key) => node.Num(key) is { } number and > -1e9 and < 1e9 ? (int)Math.Round(number) : null;

    public static bool? Bool(this JsonNode? node, string key) => node.Get(key) is JsonValue value ? value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>() switch { "true" => true, "false" => false, _ => null },
        _ => null,
    } : null;

    /// <summary>Strings of an array, or a lone string.</summary>
    public static IReadOnlyList<string> Strings(this JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select(Text).OfType<string>()],
        _ when node.Text() is { } one => [one],
        _ => [],
    };

    /// <summary>The object under a key, made when there is none.</summary>
    public static JsonObject Ensure(this JsonObject node, string key)
    {
        if (node[key] is JsonObject there)
            return there;
        var made = new JsonObject();
        node[key] = made;
        return made;
    }

    /// <summary>A copy that may be put elsewhere.</summary>
    public static JsonNode? Copy(this JsonNode? node) => node?.DeepClone();
}
