using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Traces;

/// <summary>Jaeger's JSON: spans with references to others, and processes that they name. Moments are microseconds.</summary>
internal static class JaegerReader
{
    private const long Micro = 1000;

    /// <returns>Null when there is no trace in the answer.</returns>
    public static Trace? Read(string id, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0)
            return null;
        var trace = data[0];
        var processes = trace.TryGetProperty("processes", out var all) && all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().ToDictionary(one => one.Name, one => (Service: SpanValues.Text(one.Value, "serviceName"), Tags: Tags(one.Value, "tags")), StringComparer.Ordinal)
            : [];
        var spans = SpanValues.Items(trace, "spans").Take(SpanValues.MostSpans + 1).Select(span => Span(span, processes)).ToArray();
        return new Trace(id, spans.Length > SpanValues.MostSpans ? spans[..SpanValues.MostSpans] : spans, spans.Length > SpanValues.MostSpans);
    }

    private static TraceSpan Span(JsonElement span, Dictionary<string, (string Service, LabelSet Tags)> processes)
    {
        var (service, resource) = processes.GetValueOrDefault(SpanValues.Text(span, "processID"), ("", LabelSet.Empty));
        var tags = Tags(span, "tags");
        // What it followed from is its cause as well as what it is a child of; the child counts first.
        var references = SpanValues.Items(span, "references").OrderBy(one => SpanValues.Text(one, "refType") == "CHILD_OF" ? 0 : 1).Select(one => SpanValues.Id(one, "spanID"));
        var status = tags["otel.status_description"];
        return new TraceSpan(
            SpanValues.Id(span, "spanID"), references.FirstOrDefault() ?? SpanValues.Id(span, "parentSpanID"), service, SpanValues.Text(span, "operationName"), tags["span.kind"],
            SpanValues.Number(span, "startTime") * Micro, Math.Max(0, SpanValues.Number(span, "duration") * Micro),
            tags["error"] == "true" || tags["otel.status_code"] == "ERROR", status.Length > 0 ? status : tags["error.message"], tags, resource,
            [.. SpanValues.Items(span, "logs").Select(one => Event(one))]);
    }

    private static TraceEvent Event(JsonElement one)
    {
        var fields = Tags(one, "fields");
        return new TraceEvent(SpanValues.Number(one, "timestamp") * Micro, fields["event"] is { Length: > 0 } name ? name : fields["message"], fields);
    }

    private static LabelSet Tags(JsonElement item, string name) => SpanValues.Set(SpanValues.Items(item, name)
        .Select(tag => new KeyValuePair<string, string>(SpanValues.Text(tag, "key"), tag.TryGetProperty("value", out var value) ? SpanValues.Plain(value) : "")));
}
