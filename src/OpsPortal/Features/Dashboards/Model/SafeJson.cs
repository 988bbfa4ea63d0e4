using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

/// <summary>
/// JSON text to nodes that can be read without surprises: a key that is there twice keeps its last value (as in a browser),
/// broken surrogates become U+FFFD, and the tree is complete at once, so that many may read it at the same time.
/// </summary>
public static class SafeJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 50 };

    /// <returns>The node, or null and why it can't be read.</returns>
    public static (JsonNode? Node, string? Error) Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.TrimStart('\uFEFF', ' ', '\n', '\r', '\t'), Options);
            return (Build(document.RootElement.Clone()), null);
        }
        catch (JsonException error)
        {
            return (null, error.LineNumber is { } line ? $"It isn't JSON: line {line + 1}, character {error.BytePositionInLine + 1}." : "It isn't JSON.");
        }
    }

    private static JsonNode? Build(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var obj = new JsonObject();
                foreach (var property in element.EnumerateObject())
                    obj[Name(property)] = Build(property.Value);
                return obj;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Build)]);
            case JsonValueKind.String:
                return JsonValue.Create(Text(element));
            case JsonValueKind.Number:
                // The number as it is written (1e3, 0.10), and readable as whatever type somebody asks for.
                return JsonValue.Create(element);
            case JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(element.GetBoolean());
            default:
                return null;
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
