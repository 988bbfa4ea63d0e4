using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>YAML as the JSON that it stands for; several documents as a list of manifests.</summary>
internal static class YamlJson
{
    // Aliases of aliases could make a short text endless.
    private const int MostNodes = 500_000;

    /// <returns>The node, or null and why it can't be read, with its line.</returns>
    public static (JsonNode? Node, string? Error) Parse(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var left = MostNodes;
            JsonNode?[] documents = [.. stream.Documents.Select(document => Of(document.RootNode, 0, ref left)).Where(node => node is not null)];
            return documents.Length == 1 ? (documents[0], null) : (new JsonObject { ["kind"] = "List", ["items"] = new JsonArray(documents) }, null);
        }
        catch (YamlException error)
        {
            return (null, $"It isn't YAML: line {error.Start.Line}: {error.InnerException?.Message ?? error.Message}");
        }
        catch (FormatException error)
        {
            return (null, error.Message);
        }
    }

    private static JsonNode? Of(YamlNode node, int depth, ref int left)
    {
        if (--left < 0 || depth > 60)
            throw new FormatException("This YAML is larger or deeper than any dashboard.");
        switch (node)
        {
            case YamlMappingNode map:
                var made = new JsonObject();
                foreach (var (key, value) in map.Children)
                    made[key is YamlScalarNode name ? name.Value ?? "" : key.ToString()] = Of(value, depth + 1, ref left);
                return made;
            case YamlSequenceNode list:
                var items = new JsonArray();
                foreach (var item in list.Children)
                    items.Add(Of(item, depth + 1, ref left));
                return items;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                return null;
        }
    }

    // Only what stands without quotes is anything but text.
    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && (char.IsAsciiDigit(text[^1]) || text[^1] == '.')
                ? JsonValue.Create(JsonSerializer.SerializeToElement(number)) : JsonValue.Create(text),
        };
    }
}
