using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpsPortal.Clients.Traces;

/// <summary>A value of an OTLP attribute as text: <c>{"stringValue":"x"}</c>, <c>{"intValue":"3"}</c>, <c>{"boolValue":true}</c>.</summary>
internal static class OtlpValue
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lists and maps become plain JSON: short, and what is masked by its name is found in them.</summary>
    public static string Text(JsonElement value)
    {
        if (Only(value) is not { } only)
            return SpanValues.Plain(value) is "{}" ? "" : SpanValues.Plain(value);
        if (only.Name is not ("arrayValue" or "kvlistValue"))
            return SpanValues.Plain(only.Value);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
            Write(json, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (Only(value))
        {
            case { Name: "arrayValue" } list:
                json.WriteStartArray();
                foreach (var one in SpanValues.Items(list.Value, "values"))
                    Write(json, one);
                json.WriteEndArray();
                break;
            case { Name: "kvlistValue" } map:
                json.WriteStartObject();
                foreach (var pair in SpanValues.Items(map.Value, "values"))
                {
                    json.WritePropertyName(SpanValues.Text(pair, "key"));
                    Write(json, pair.TryGetProperty("value", out var inner) ? inner : default);
                }
                json.WriteEndObject();
                break;
            case { Name: "intValue", Value.ValueKind: JsonValueKind.String } text when long.TryParse(JsonText.Of(text.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                json.WriteNumberValue(number);
                break;
            case { Value.ValueKind: JsonValueKind.String } text:
                json.WriteStringValue(JsonText.Of(text.Value));
                break;
            case { } plain:
                plain.Value.WriteTo(json);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static JsonProperty? Only(JsonElement value)
        => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(one => (JsonProperty?)one).FirstOrDefault() : null;
}
