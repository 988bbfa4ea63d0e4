using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Traces;

/// <summary>Jaeger's JSON: spans with references to others, and processes that they name. Moments are microseconds.</summary>
internal static class JaegerReader
{
    private const long Micro = 1000;

    /// <returns>Null when there is no trace in the answer; and what Jaeger says of the trace, such as that parts of it could not be read.</returns>
    public static (Trace? Trace, IReadOnlyList<string> Warnings) Read(string id, JsonElement root)
    {
        var failures = TraceFailures.OfJaeger(root);
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0)
            return (null, failures);
        var trace = data[0];
        var processes = trace.TryGetProperty("processes", out var all) && all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().ToDictionary(one => one.Name, one => (Service: SpanValues.Text(one.Value, "serviceName"), Tags: Tags(one.Value, "tags")), StringComparer.Ordinal)
            : [];
        return (SpanValues.Trace(id, SpanValues.Items(trace, "spans").Select(span => Span(id, span, processes))), [.. failures, .. SpanValues.Texts(trace, "warnings")]);
    }

    private static TraceSpan Span(string trace, JsonElement span, Dictionary<string, (string Service, LabelSet Tags)> processes)
    {
        var (service, resource) = processes.GetValueOrDefault(SpanValues.Text(span, "processID"), ("", LabelSet.Empty));
        var tags = Tags(span, "tags");
        var references = SpanValues.Items(span, "references").Select(one => (
            IsChild: SpanValues.Text(one, "refType") == "CHILD_OF", Link: new TraceLink(SpanValues.Id(one, "traceID") is { Length: > 0 } other ? other : trace, SpanValues.Id(one, "spanID")))).ToArray();
        // A span of another trace is a cause, but no parent here. What it followed from is one as well as what it is a child of; the child counts first.
        var parent = references.Where(one => IsSame(one.Link.TraceId, trace)).OrderBy(one => one.IsChild ? 0 : 1).Select(one => one.Link.SpanId).FirstOrDefault() ?? SpanValues.Id(span, "parentSpanID");
        var status = tags["otel.status_description"];
        return new TraceSpan(
            SpanValues.Id(span, "spanID"), parent, service, SpanValues.Text(span, "operationName"), tags["span.kind"],
            SpanValues.Number(span, "startTime") * Micro, Math.Max(0, SpanValues.Number(span, "duration") * Micro),
            tags["error"] == "true" || tags["otel.status_code"] == "ERROR", status.Length > 0 ? status : tags["error.message"], tags, resource,
            [.. SpanValues.Items(span, "logs").Select(one => Event(one))])
        {
            Warnings = [.. SpanValues.Texts(span, "warnings")],
            Links = [.. references.Select(one => one.Link).Where(link => !IsSame(link.TraceId, trace) || link.SpanId != parent).Distinct()],
        };
    }

    // Some programs leave an id's leading zeros out.
    private static bool IsSame(string trace, string other) => trace.AsSpan().TrimStart('0').SequenceEqual(other.AsSpan().TrimStart('0'));

    private static TraceEvent Event(JsonElement one)
    {
        var fields = Tags(one, "fields");
        return new TraceEvent(SpanValues.Number(one, "timestamp") * Micro, fields["event"] is { Length: > 0 } name ? name : fields["message"], fields);
    }

    private static LabelSet Tags(JsonElement item, string name) => SpanValues.Set(SpanValues.Items(item, name)
        .Select(tag => new KeyValuePair<string, string>(SpanValues.Text(tag, "key"), tag.TryGetProperty("value", out var value) ? SpanValues.Plain(value) : "")));
}
