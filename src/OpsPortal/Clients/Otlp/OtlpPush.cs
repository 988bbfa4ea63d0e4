using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Otlp;

/// <summary>Sends lines by OTLP/HTTP, <c>{Url}/v1/logs</c>. What may be tried again is what the protocol says: 429, 502, 503, 504.</summary>
public sealed class OtlpPush(HttpClient http, IOptions<OtlpOptions> options, TimeProvider time) : ILinePush
{
    private const int LongestReason = 1000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly BackendAsk Ask = new("The OTLP receiver", OtlpOptions.Section, "", "");

    public async Task<PushAnswer> SendAsync(IReadOnlyCollection<LogEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return new PushAnswer(PushEnd.Taken, "");
        if (options.Value.Url.Length == 0)
            return new PushAnswer(PushEnd.Refused, $"No OTLP receiver is configured: set {OtlpOptions.Section}:Url.");
        var body = OtlpBody.Write(entries);
        var sent = await Ask.AskAsync(
            http, options.Value, () => BackendAsk.Credentials(options.Value), time, () => LineBody.Post(options.Value.Url.TrimEnd('/') + "/v1/logs", body), (response, answer) => Outcome<PushAnswer>.Ok(Read(response, answer, time.GetUtcNow()), time.GetUtcNow()), cancellationToken);
        return sent.IsOk ? sent.Value! : new PushAnswer(sent.Kind == OutcomeKind.Unavailable ? PushEnd.Later : PushEnd.Refused, sent.Reason);
    }

    internal static PushAnswer Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (response.IsSuccessStatusCode)
            return Partial(body) is { } left ? new PushAnswer(PushEnd.Refused, left) : new PushAnswer(PushEnd.Taken, "");
        var words = $"{(int)response.StatusCode} {Words(response, body)}".Trim();
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new PushAnswer(PushEnd.Later, words, Wait(response, now)),
            HttpStatusCode.RequestEntityTooLarge => new PushAnswer(PushEnd.TooLarge, words),
            // As with Loki's own push: a message that is too large between its parts comes back as its failure.
            HttpStatusCode.InternalServerError when words.Contains("ResourceExhausted", StringComparison.Ordinal) => new PushAnswer(PushEnd.TooLarge, words),
            _ => new PushAnswer(PushEnd.Refused, words),
        };
    }

    // Some lines may be left out in an answer of 200: {"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"…"}}
    private static string? Partial(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (body.Length == 0)
                return null;
            using var json = JsonDocument.Parse(JsonText.Readable(body));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("partialSuccess", out var part) || part.ValueKind != JsonValueKind.Object)
                return null;
            var count = part.TryGetProperty("rejectedLogRecords", out var rejected) ? rejected.ToString() : "0";
            return count is "" or "0" ? null : $"{count} lines were refused: {(part.TryGetProperty("errorMessage", out var why) ? why.ToString() : "no reason was given")}";
        }
        catch (JsonException)
        {
            // It said that it took them, in a form that isn't asked for.
            return null;
        }
    }

    private static string Words(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
            return "";
        return Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestReason)]).Trim();
    }

    private static TimeSpan? Wait(HttpResponseMessage response, DateTimeOffset now)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - now : null);
        return wait is { } asked && asked > TimeSpan.Zero ? asked < LongestWait ? asked : LongestWait : null;
    }
}
