using System.Globalization;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Traces;

/// <summary>What both forms of a trace share: ids, attributes, numbers that may be text.</summary>
internal static class SpanValues
{
    /// <summary>More spans than these are left out, and it is said.</summary>
    public const int MostSpans = 10_000;

    /// <summary>The trace of these spans; one that came twice, as stores have it after a repeated delivery, is one.</summary>
    public static Trace Trace(string id, IEnumerable<TraceSpan> spans)
    {
        var kept = spans.DistinctBy(span => (span.Id, span.Service, span.Name, span.Kind, span.Start, span.Duration)).Take(MostSpans + 1).ToArray();
        return kept.Length > MostSpans ? new Trace(id, kept[..MostSpans], true) : new Trace(id, kept, false);
    }

    /// <summary>Attributes by name; of one that is there twice the last counts.</summary>
    public static LabelSet Set(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
            last[name] = value;
        return new LabelSet(last);
    }

    /// <summary>Hexadecimal; of OTLP's Protobuf form the bytes stand in base64.</summary>
    public static string Id(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return "";
        var text = JsonText.Of(value);
        if (text.All(char.IsAsciiHexDigit))
            return text.ToLowerInvariant();
        var id = Convert.ToHexStringLower(Convert.FromBase64String(text));
        return id.All(c => c == '0') ? "" : id;
    }

    /// <exception cref="FormatException">It is no number.</exception>
    public static long Number(JsonElement item, string name)
        => !item.TryGetProperty(name, out var value) ? 0
            : value.ValueKind == JsonValueKind.String ? long.Parse(JsonText.Of(value), NumberStyles.Integer, CultureInfo.InvariantCulture)
            : value.TryGetInt64(out var whole) ? whole : checked((long)value.GetDouble());

    public static string Text(JsonElement item, string name)
        => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : "";

    public static IEnumerable<JsonElement> Items(JsonElement item, string name)
        => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var all) && all.ValueKind == JsonValueKind.Array ? all.EnumerateArray() : [];

    /// <summary>The texts of a list; none where it is null or not there.</summary>
    public static IEnumerable<string> Texts(JsonElement item, string name) => Items(item, name).Where(one => one.ValueKind == JsonValueKind.String).Select(JsonText.Of);

    public static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
