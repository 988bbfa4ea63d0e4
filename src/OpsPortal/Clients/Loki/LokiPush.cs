using System.Globalization;
using System.Net;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Sends lines to Loki as JSON, gzipped.</summary>
public sealed class LokiPush(LokiLink link) : ILinePush
{
    public bool IsConfigured => link.IsConfigured;

    /// <summary>One push. Lines of a stream should be in order of time; Loki takes those that are up to an hour behind its newest.</summary>
    public async Task<PushAnswer> SendAsync(IReadOnlyCollection<LogEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return new PushAnswer(PushEnd.Taken, "");
        var body = Write(entries);
        var sent = await link.AskAsync(
            () => LineBody.Post(link.Base + "/loki/api/v1/push", body),
            (response, answer) => Outcome<PushAnswer>.Ok(Read(response, answer.Span), link.Time.GetUtcNow()),
            cancellationToken);
        return sent.IsOk ? sent.Value! : new PushAnswer(sent.Kind == OutcomeKind.Unavailable ? PushEnd.Later : PushEnd.Refused, sent.Reason);
    }

    internal static PushAnswer Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var words = Failures.Words(response, body);
        return response.StatusCode switch
        {
            HttpStatusCode.NoContent or HttpStatusCode.OK => new(PushEnd.Taken, ""),
            HttpStatusCode.RequestEntityTooLarge => new(PushEnd.TooLarge, words),
            // Between Loki's own parts a message may have 4 MiB; what is larger comes back as its failure and would fail for ever.
            HttpStatusCode.InternalServerError when words.Contains("ResourceExhausted", StringComparison.Ordinal) => new(PushEnd.TooLarge, words),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new(PushEnd.Later, words),
            _ => new(PushEnd.Refused, words),
        };
    }

    private static byte[] Write(IReadOnlyCollection<LogEntry> entries) => LineBody.Write("streams", json =>
    {
        foreach (var stream in entries.GroupBy(entry => entry.Stream))
        {
            json.WriteStartObject();
            Pairs(json, "stream", stream.Key);
            json.WriteStartArray("values");
            foreach (var entry in stream)
            {
                json.WriteStartArray();
                json.WriteStringValue(entry.Time.ToString(CultureInfo.InvariantCulture));
                json.WriteStringValue(entry.Line);
                if (entry.Metadata.All.Count > 0)
                    Pairs(json, null, entry.Metadata);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
    });

    private static void Pairs(Utf8JsonWriter json, string? name, LabelSet pairs)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        foreach (var (key, value) in pairs.All)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
