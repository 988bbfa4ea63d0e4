using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Columns out of texts that hold several values: JSON, <c>key=value</c>, or the labels of log lines.</summary>
internal static partial class Extraction
{
    private const int MaxColumns = 200;

    public static IReadOnlyList<Frame> Fields(IReadOnlyList<Frame> frames, JsonObject options) => [.. frames.Select(frame =>
    {
        var fields = FrameNames.Of(frame, frames);
        if (fields.Find(options.Str("source")) is not { } source)
            return frame;
        var paths = options.Objects("jsonPaths").Select(path => (Path: path.Str("path") ?? "", Alias: path.Str("alias") is { Length: > 0 } alias ? alias : path.Str("path") ?? "")).Where(path => path.Path.Length > 0).ToArray();
        var parts = Reader(options, paths);
        var columns = new Dictionary<string, object?[]>(StringComparer.Ordinal);
        for (var row = 0; row < frame.Length; row++)
        {
            foreach (var (name, value) in parts(source.Values[row]))
            {
                if (!columns.TryGetValue(name, out var column) && columns.Count < MaxColumns)
                    columns[name] = column = new object?[frame.Length];
                if (column is not null)
                    column[row] = value;
            }
        }
        var made = columns.Select(pair => Typed(pair.Key, pair.Value));
        var kept = options.Bool("replace") == true ? frame.Fields.Where(field => options.Bool("keepTime") == true && field.Type == FieldType.Time) : frame.Fields;
        return frame with { Fields = [.. kept, .. made] };
    })];

    private static Func<object?, IEnumerable<(string, object?)>> Reader(JsonObject options, (string, string)[] paths)
    {
        switch (options.Str("format")?.ToLowerInvariant() ?? "auto")
        {
            case "regexp":
                var regex = FieldPick.Compile(options.Str("regExp") is { Length: > 0 } given ? given : "/(?<NewField>.*)/").Regex;
                var groups = regex.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0])).ToArray();
                return value => regex.Match(Cell.ToText(value)) is { Success: true } match ? groups.Select(name => (name, match.Groups[name] is { Success: true } group ? group.Value : (object?)null)) : [];
            case "delimiter":
                // Which parts a text has, a column for each.
                var between = options.Str("delimiter") is { Length: > 0 } mark ? mark : ",";
                return value => Cell.ToText(value).Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Select(part => (part, (object?)true));
            case var format:
                return value => Parts(value, format, paths);
        }
    }

    private static IEnumerable<(string, object?)> Parts(object? value, string format, (string Path, string Alias)[] paths)
    {
        if (value is IReadOnlyDictionary<string, string> labels)
            return labels.Select(label => (label.Key, (object?)label.Value));
        var text = Cell.ToText(value);
        if (format is "json" or "auto" && text.StartsWith('{') && SafeJson.Parse(text).Node is JsonObject json)
            return paths.Length > 0 ? paths.Select(path => (path.Alias, Value(At(json, path.Path)))) : json.Select(pair => (pair.Key, Value(pair.Value)));
        return format is "kvp" or "auto" ? Pair().Matches(text).Select(match => (match.Groups[1].Value, (object?)(match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value))) : [];
    }

    private static JsonNode? At(JsonNode? node, string path)
    {
        foreach (var part in path.Split('.', '[', ']').Where(part => part.Length > 0))
            node = node is JsonArray array && int.TryParse(part, out var index) ? index >= 0 && index < array.Count ? array[index] : null : node.Get(part);
        return node;
    }

    private static object? Value(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => node.Number(),
        JsonValue => node.Text(),
        _ => node.ToJsonString(),
    };

    private static Field Typed(string name, object?[] values) => values.All(value => value is null or double)
        ? Field.OfNumbers(name, Array.ConvertAll(values, value => (double?)value))
        : values.All(value => value is null or bool) ? new Field(name, FieldType.Boolean, values)
        : new Field(name, FieldType.String, Array.ConvertAll(values, value => value is null ? null : (object)Cell.ToText(value)));

    [GeneratedRegex(@"([\w.\-]+)\s*[=:]\s*(?:""([^""]*)""|([^\s,;]+))")]
    private static partial Regex Pair();
}
