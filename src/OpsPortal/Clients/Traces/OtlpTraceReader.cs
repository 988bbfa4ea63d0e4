using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Traces;

/// <summary>OTLP's JSON, as Tempo answers: resources with scopes with spans. Moments are nanoseconds as text.</summary>
internal static class OtlpTraceReader
{
    /// <returns>Null when there is no trace in the answer.</returns>
    /// <exception cref="FormatException">It is none of the known forms.</exception>
    public static Trace? Read(string id, JsonElement root)
    {
        if (root.TryGetProperty("trace", out var inner))
            root = inner;
        // Tempo's second form has no trace, or an empty one, where there is none.
        if (root.ValueKind == JsonValueKind.Null)
            return null;
        // Tempo's first form says "batches", OTLP itself "resourceSpans".
        var batches = SpanValues.Items(root, "batches").Concat(SpanValues.Items(root, "resourceSpans")).ToArray();
        if (batches.Length == 0 && !root.TryGetProperty("batches", out _) && !root.TryGetProperty("resourceSpans", out _) && root.EnumerateObject().Any())
            throw new FormatException("it is neither Jaeger's nor OTLP's form");
        return SpanValues.Trace(id, batches.SelectMany(Spans));
    }

    /// <summary>What Tempo's second form says of a trace that isn't whole.</summary>
    public static IReadOnlyList<string> Warnings(JsonElement root)
        => SpanValues.Text(root, "status") != "PARTIAL" ? []
            : [SpanValues.Text(root, "message") is { Length: > 0 } words ? $"The trace store has only a part of this trace: {words}" : "The trace store has only a part of this trace."];

    private static IEnumerable<TraceSpan> Spans(JsonElement batch)
    {
        var resource = batch.TryGetProperty("resource", out var one) ? Attributes(one) : LabelSet.Empty;
        return SpanValues.Items(batch, "scopeSpans").Concat(SpanValues.Items(batch, "instrumentationLibrarySpans"))
            .SelectMany(scope => SpanValues.Items(scope, "spans")).Select(span => Span(span, resource));
    }

    private static TraceSpan Span(JsonElement span, LabelSet resource)
    {
        var (start, end) = (SpanValues.Number(span, "startTimeUnixNano"), SpanValues.Number(span, "endTimeUnixNano"));
        var status = span.TryGetProperty("status", out var found) ? found : default;
        var code = status.ValueKind == JsonValueKind.Object && status.TryGetProperty("code", out var said) ? SpanValues.Plain(said) : "";
        return new TraceSpan(
            SpanValues.Id(span, "spanId"), SpanValues.Id(span, "parentSpanId"), resource["service.name"], SpanValues.Text(span, "name"),
            Kind(span.TryGetProperty("kind", out var kind) ? SpanValues.Plain(kind) : ""), start, Math.Max(0, end - start),
            code is "2" or "STATUS_CODE_ERROR", SpanValues.Text(status, "message"), Attributes(span), resource,
            [.. SpanValues.Items(span, "events").Select(one => new TraceEvent(SpanValues.Number(one, "timeUnixNano"), SpanValues.Text(one, "name"), Attributes(one)))])
        {
            Links = [.. SpanValues.Items(span, "links").Select(one => new TraceLink(SpanValues.Id(one, "traceId"), SpanValues.Id(one, "spanId"))).Where(link => link.TraceId.Length > 0 && link.SpanId.Length > 0)],
        };
    }

    private static string Kind(string kind) => kind switch
    {
        "1" or "SPAN_KIND_INTERNAL" => "internal",
        "2" or "SPAN_KIND_SERVER" => "server",
        "3" or "SPAN_KIND_CLIENT" => "client",
        "4" or "SPAN_KIND_PRODUCER" => "producer",
        "5" or "SPAN_KIND_CONSUMER" => "consumer",
        _ => "",
    };

    private static LabelSet Attributes(JsonElement item) => SpanValues.Set(SpanValues.Items(item, "attributes")
        .Select(one => new KeyValuePair<string, string>(SpanValues.Text(one, "key"), one.TryGetProperty("value", out var value) ? OtlpValue.Text(value) : "")));
}
