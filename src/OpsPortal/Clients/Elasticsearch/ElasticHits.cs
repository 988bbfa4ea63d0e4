using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>
/// Maps hits to lines. The line is the document's source, an object of JSON, so that its fields, its tree and what is masked by name
/// are what they are of any JSON line; the stream's labels are the configured fields; service, level, id and index lie beside it.
/// A configured field is what the mapping says of it (<c>fields</c>, always lists), else what stands in the source.
/// </summary>
internal static class ElasticHits
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

    public static IReadOnlyList<LogEntry> Lines(JsonElement root, ElasticOptions o)
        => [.. root.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => Line(hit, o))];

    /// <summary>The last line's place, to go on behind it, as JSON; null when there is no line.</summary>
    public static string? LastPlace(JsonElement root)
        => root.GetProperty("hits").GetProperty("hits") is var hits && hits.GetArrayLength() is > 0 and var count ? hits[count - 1].GetProperty("sort").GetRawText() : null;

    /// <summary>The id of the point in time to go on with; it may change from answer to answer. Null when the answer has none.</summary>
    public static string? PointInTime(JsonElement root) => root.TryGetProperty("pit_id", out var id) ? JsonText.Of(id) : null;

    private static LogEntry Line(JsonElement hit, ElasticOptions o)
    {
        var fields = hit.TryGetProperty("fields", out var found) && found.ValueKind == JsonValueKind.Object ? found : Nothing;
        // An index may keep no source: then what was asked for by name is all there is.
        var source = hit.TryGetProperty("_source", out var kept) && kept.ValueKind == JsonValueKind.Object ? kept : fields;
        var labels = o.Labels.Distinct(StringComparer.Ordinal).Select(field => new KeyValuePair<string, string>(field, Of(field))).Where(pair => pair.Value.Length > 0);
        return new LogEntry(
            ElasticMoment.Read(hit.GetProperty("sort")[0]), Whole(source, Of(o.MessageField), o),
            new LabelSet(labels),
            new LabelSet(
            [
                new("_id", Plain(hit, "_id")), new("_index", Plain(hit, "_index")), new("service", Of(o.Labels[0])),
                new("detected_level", Of(o.LevelField) is { Length: > 0 } level ? ElasticBuckets.Level(o, level) : "unknown"),
            ]),
            LabelSet.Empty);

        string Of(string field) => Text(fields, field) is { Length: > 0 } mapped ? mapped : Text(source, field);
    }

    /// <summary>The source on one line; what the line says is called "message" in it, whatever the field's own name.</summary>
    private static string Whole(JsonElement source, string message, ElasticOptions o)
    {
        // A source may be stored in several lines; line breaks stand between its parts only, never in its texts.
        var raw = source.GetRawText().Replace('\r', ' ').Replace('\n', ' ');
        if (o.MessageField == "message" || source.TryGetProperty("message", out _) || message.Length == 0)
            return raw;
        return $"{{\"message\":{JsonSerializer.Serialize(message)}{(source.EnumerateObject().Any() ? "," : "")}{raw.AsSpan().TrimStart()[1..]}";
    }

    /// <summary>A field's text: under its whole name, or name by name; of several the first. "" when there is none.</summary>
    internal static string Text(JsonElement source, string field)
    {
        if (source.ValueKind == JsonValueKind.Array)
            return source.EnumerateArray().Select(one => Text(one, field)).FirstOrDefault(text => text.Length > 0) ?? "";
        if (source.ValueKind != JsonValueKind.Object)
            return "";
        if (source.TryGetProperty(field, out var found))
            return Text(found);
        for (var point = field.IndexOf('.', StringComparison.Ordinal); point > 0; point = field.IndexOf('.', point + 1))
        {
            if (source.TryGetProperty(field[..point], out var part) && Text(part, field[(point + 1)..]) is { Length: > 0 } text)
                return text;
        }
        return "";
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Array when value.GetArrayLength() > 0 => Text(value[0]),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    };

    private static string Plain(JsonElement hit, string name) => hit.TryGetProperty(name, out var value) ? JsonText.Of(value) : "";
}
