using System.Text.Json;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary>
/// <c>| json</c>: every field becomes a label, nested ones joined by _, arrays left out; or only the wanted ones,
/// by a path like <c>http.status</c>, <c>items[0].name</c>.
/// </summary>
internal sealed class JsonStage(IReadOnlyList<KeyValuePair<string, string>> wanted) : IStage
{
    private const string NotAnObject = "Value looks like object, but can't find closing '}' symbol";

    public bool Process(LineState line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                line.Fail("JSONParserErr", NotAnObject);
            else if (wanted.Count == 0)
                Flatten(document.RootElement, "", line);
            else
                Pick(document.RootElement, line);
        }
        catch (JsonException)
        {
            line.Fail("JSONParserErr", NotAnObject);
        }

        return true;
    }

    private static void Flatten(JsonElement element, string prefix, LineState line)
    {
        foreach (var property in element.EnumerateObject())
        {
            var name = FieldNames.Clean(prefix.Length == 0 ? property.Name : prefix + "_" + property.Name);
            if (property.Value.ValueKind == JsonValueKind.Object)
                Flatten(property.Value, name, line);
            else if (property.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) && name.Length > 0)
                line.Extract(name, Text(property.Value));
        }
    }

    private void Pick(JsonElement root, LineState line)
    {
        foreach (var (name, path) in wanted)
            line.Extract(name, Follow(root, path) is { ValueKind: not JsonValueKind.Null } value ? Text(value) : "");
    }

    private static JsonElement? Follow(JsonElement element, string path)
    {
        foreach (var step in path.Replace("[\"", ".", StringComparison.Ordinal).Replace("\"]", "", StringComparison.Ordinal)
            .Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var field))
                element = field;
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index >= 0 && index < element.GetArrayLength())
                element = element[index];
            else
                return null;
        }

        return element;
    }

    // Numbers as they were written: 62.0 stays 62.0.
    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
