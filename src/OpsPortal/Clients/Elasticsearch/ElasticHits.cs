using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>
/// Maps hits to lines. The line is the document's source, an object of JSON, so that its fields, its tree and what is masked by name
/// are what they are of any JSON line; the stream's labels are the configured fields; service, level, id and index lie beside it.
/// </summary>
internal static class ElasticHits
{
    public static IReadOnlyList<LogEntry> Lines(JsonElement root, ElasticOptions o)
        => [.. root.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => Line(hit, o))];

    /// <summary>The last line's place, to go on behind it, as JSON; null when there is no line.</summary>
    public static string? LastPlace(JsonElement root)
        => root.GetProperty("hits").GetProperty("hits") is var hits && hits.GetArrayLength() is > 0 and var count ? hits[count - 1].GetProperty("sort").GetRawText() : null;

    /// <summary>The id of the point in time to go on with; it may change from answer to answer. Null when the answer has none.</summary>
    public static string? PointInTime(JsonElement root) => root.TryGetProperty("pit_id", out var id) ? JsonText.Of(id) : null;

    private static LogEntry Line(JsonElement hit, ElasticOptions o)
    {
        var source = hit.GetProperty("_source");
        var labels = o.Labels.Distinct(StringComparer.Ordinal).Select(field => new KeyValuePair<string, string>(field, Text(source, field))).Where(pair => pair.Value.Length > 0);
        return new LogEntry(
            ElasticMoment.Read(hit.GetProperty("sort")[0]), Whole(source, o),
            new LabelSet(labels),
            new LabelSet(
            [
                new("_id", Plain(hit, "_id")), new("_index", Plain(hit, "_index")), new("service", Text(source, o.Labels[0])),
                new("detected_level", Text(source, o.LevelField) is { Length: > 0 } level ? level : "unknown"),
            ]),
            LabelSet.Empty);
    }

    /// <summary>The source on one line; what the line says is called "message" in it, whatever the field's own name.</summary>
    private static string Whole(JsonElement source, ElasticOptions o)
    {
        // A source may be stored in several lines; line breaks stand between its parts only, never in its texts.
        var raw = source.GetRawText().Replace('\r', ' ').Replace('\n', ' ');
        if (o.MessageField == "message" || source.TryGetProperty("message", out _) || Text(source, o.MessageField) is not { Length: > 0 } message)
            return raw;
        return $"{{\"message\":{JsonSerializer.Serialize(message)},{raw.AsSpan().TrimStart()[1..]}";
    }

    /// <summary>A field's text: under its whole name, or name by name. "" when there is none.</summary>
    internal static string Text(JsonElement source, string field)
    {
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
