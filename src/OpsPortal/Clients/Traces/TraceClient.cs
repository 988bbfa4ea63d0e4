using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Traces;

/// <summary>
/// Asks one Jaeger or Tempo for a trace, <c>/api/traces/{id}</c>. Names, attributes and events come masked by the rules of the logs.
/// </summary>
public sealed partial class TraceClient(HttpClient http, IOptions<TracesOptions> options, LineMask mask, TimeProvider time)
{
    private static readonly BackendAsk Ask = new("The trace store", "Traces", "It may be busy.", "The trace has too many spans to be shown.");

    public bool IsConfigured => options.Value.Url.Length > 0;

    /// <summary>Hexadecimal digits, as W3C's trace context has them; some programs leave leading zeros out.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <returns>Null inside of Ok: there is no such trace, or not any more.</returns>
    public async Task<Outcome<Trace?>> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!IsConfigured)
            return Outcome<Trace?>.NotConfigured("No trace store is configured: set Traces:Url (environment: Traces__Url) to a Jaeger or a Tempo.", now);
        if (!IsId(id))
            return Outcome<Trace?>.Rejected("A trace's id is 8 to 32 hexadecimal digits.", now);
        var read = await Ask.AskAsync(
            http, options.Value, () => BackendAsk.Credentials(options.Value), time,
            () => new HttpRequestMessage(HttpMethod.Get, $"{options.Value.Url.TrimEnd('/')}/api/traces/{id.ToLowerInvariant()}") { Headers = { { "Accept", "application/json" } } },
            (response, body) => Read(id.ToLowerInvariant(), response, body), cancellationToken);
        return read.Map(trace => trace is null ? null : trace with { Spans = [.. trace.Spans.Select(Cover)] });
    }

    private Outcome<Trace?> Read(string id, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var at = time.GetUtcNow();
        if (response.StatusCode == HttpStatusCode.NotFound && !TraceFailures.IsNoAddress(response, body))
            return Outcome<Trace?>.Ok(null, at);
        if (response.StatusCode == HttpStatusCode.NotFound || response.IsSuccessStatusCode && TraceFailures.IsPage(response))
            return Outcome<Trace?>.Rejected($"There is no trace store's API at this address ({(int)response.StatusCode}): is Traces:Url right? A Jaeger with a base path needs it behind its address.", at);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return Outcome<Trace?>.Rejected($"The trace store refused the credentials ({(int)response.StatusCode}): set Traces:BearerTokenFile, or Traces:Username and Traces:PasswordFile.", at);
        if (!response.IsSuccessStatusCode)
        {
            var words = $"The trace store {(response.StatusCode == HttpStatusCode.TooManyRequests ? "is busy" : "failed")} ({(int)response.StatusCode}){TraceFailures.Words(response, body)}";
            return (int)response.StatusCode is 429 or >= 500 ? Outcome<Trace?>.Unavailable(words, at) : Outcome<Trace?>.Rejected(words, at);
        }
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(body));
            var root = document.RootElement;
            var (trace, warnings) = root.TryGetProperty("data", out _) ? JaegerReader.Read(id, root) : (OtlpTraceReader.Read(id, root), OtlpTraceReader.Warnings(root));
            return Outcome<Trace?>.Ok(trace is { Spans.Count: > 0 } ? trace : null, at, [.. warnings.Select(mask.Cover)]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            return Outcome<Trace?>.Unavailable("The trace store's answer could not be read: " + error.Message, at);
        }
    }

    private TraceSpan Cover(TraceSpan span) => span with
    {
        Name = mask.Cover(span.Name), Status = mask.Cover(span.Status), Attributes = mask.Cover(span.Attributes), Resource = mask.Cover(span.Resource),
        Warnings = [.. span.Warnings.Select(mask.Cover)],
        Events = [.. span.Events.Select(one => one with { Name = mask.Cover(one.Name), Attributes = mask.Cover(one.Attributes) })],
    };

    [GeneratedRegex("^[0-9a-fA-F]{8,32}$")]
    private static partial Regex Id();
}
