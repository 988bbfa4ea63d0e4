using System.Globalization;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Otlp;

/// <summary>Lines as an OTLP/HTTP request in JSON, gzipped: a resource for each stream, the line as the record's body.</summary>
internal static class OtlpBody
{
    // OpenTelemetry's names of what a stream's labels are called here.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["service"] = "service.name", ["environment"] = "deployment.environment.name", ["instance"] = "service.instance.id",
    };

    public static byte[] Write(IReadOnlyCollection<LogEntry> entries) => LineBody.Write("resourceLogs", json =>
    {
        foreach (var stream in entries.GroupBy(entry => entry.Stream))
            Stream(json, stream.Key, stream);
    });

    private static void Stream(Utf8JsonWriter json, LabelSet labels, IEnumerable<LogEntry> entries)
    {
        json.WriteStartObject();
        json.WriteStartObject("resource");
        // The level is each record's own.
        Attributes(json, labels.All.Where(pair => pair.Key != "level").Select(pair => new KeyValuePair<string, string>(Names.GetValueOrDefault(pair.Key, pair.Key), pair.Value)));
        json.WriteEndObject();
        json.WriteStartArray("scopeLogs");
        json.WriteStartObject();
        json.WriteStartArray("logRecords");
        foreach (var entry in entries)
            Record(json, entry, labels["level"]);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Record(Utf8JsonWriter json, LogEntry entry, string level)
    {
        json.WriteStartObject();
        var at = entry.Time.ToString(CultureInfo.InvariantCulture);
        json.WriteString("timeUnixNano", at);
        json.WriteString("observedTimeUnixNano", at);
        if (Severity(level) is > 0 and var severity)
        {
            json.WriteNumber("severityNumber", severity);
            json.WriteString("severityText", level.ToUpperInvariant());
        }
        json.WriteStartObject("body");
        json.WriteString("stringValue", entry.Line);
        json.WriteEndObject();
        var (trace, span) = Ids(entry.Line);
        if (trace.Length == 32)
            json.WriteString("traceId", trace);
        if (span.Length == 16)
            json.WriteString("spanId", span);
        if (entry.Metadata.All.Count > 0)
            Attributes(json, entry.Metadata.All);
        json.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartArray("attributes");
        foreach (var (name, value) in pairs)
        {
            json.WriteStartObject();
            json.WriteString("key", name);
            json.WriteStartObject("value");
            json.WriteString("stringValue", value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // The first number of each of the model's ranges; 0 is "not said".
    private static int Severity(string level) => level switch { "trace" => 1, "debug" => 5, "info" => 9, "warn" => 13, "error" => 17, "critical" or "fatal" => 21, _ => 0 };

    // A line of the portal's own is JSON that says to which request it belongs.
    private static (string Trace, string Span) Ids(string line)
    {
        if (!line.StartsWith('{') || !line.Contains("\"trace_id\"", StringComparison.Ordinal))
            return ("", "");
        try
        {
            using var json = JsonDocument.Parse(line);
            return (Id(json.RootElement, "trace_id"), Id(json.RootElement, "span_id"));
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return ("", "");
        }
    }

    private static string Id(JsonElement line, string name)
        => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.Of(value) is var text && text.All(char.IsAsciiHexDigit) ? text : "";
}
