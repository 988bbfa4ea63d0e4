using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients;
using OpsPortal.Domain;

namespace OpsPortal.Features.Events;

/// <summary>
/// <c>POST /api/v1/events</c>: events in batches, plain or gzip. Answered 200 only after all that is good of a batch is
/// committed; sending it again changes nothing.
/// </summary>
internal static class EventsEndpoint
{
    // Clocks differ.
    private static readonly TimeSpan AheadAllowed = TimeSpan.FromMinutes(5);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    private static readonly Counter<long> Taken = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_events_total", description: "Events by what became of them: accepted, duplicate or rejected.");

    public static async Task<IResult> PostAsync(
        HttpRequest request, ServiceCatalog catalog, EventWriter writer, UserKey key, IOptions<EventsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var limits = options.Value;
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
            return Results.Problem($"Content-Encoding is \"{encoding}\"; allowed are gzip and none.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        var hash = await key.HashAsync(cancellationToken);
        if (!hash.IsOk)
            return Later(request, hash.Reason);
        using var users = hash.Value!;
        EventBatch batch;
        try
        {
            if (await BodyAsync(request, encoding == "gzip", limits.MaxBytes, cancellationToken) is not { } body)
                return Results.Problem($"A batch may hold at most {limits.MaxBytes} bytes. Send it in parts.", statusCode: StatusCodes.Status413PayloadTooLarge);
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Array)
                return Results.Problem("The body must be {\"events\": [ … ]}.", statusCode: StatusCodes.Status400BadRequest);
            if (events.GetArrayLength() > limits.MaxBatch)
                return Results.Problem($"A batch may hold at most {limits.MaxBatch} events, this one has {events.GetArrayLength()}. Send it in parts.", statusCode: StatusCodes.Status413PayloadTooLarge);
            var now = time.GetUtcNow();
            batch = EventBatch.Read(events, new EventRules(id => catalog.Find(id) is not null, users.Of, now.AddDays(-limits.RetentionDays), now + AheadAllowed));
        }
        catch (JsonException error)
        {
            return Results.Problem("The body is not JSON: " + error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (InvalidDataException)
        {
            return Results.Problem("The body is not gzip, as its Content-Encoding says.", statusCode: StatusCodes.Status400BadRequest);
        }
        var accepted = await writer.AddAsync(batch.Events, cancellationToken);
        if (!accepted.IsOk)
            return Later(request, accepted.Reason);
        var answer = new EventsAnswer(accepted.Value, batch.Events.Count - accepted.Value, batch.Rejected);
        Taken.Add(answer.Accepted, new KeyValuePair<string, object?>("result", "accepted"));
        Taken.Add(answer.Duplicates, new KeyValuePair<string, object?>("result", "duplicate"));
        Taken.Add(answer.Rejected.Count, new KeyValuePair<string, object?>("result", "rejected"));
        return Results.Ok(answer);
    }

    private static IResult Later(HttpRequest request, string reason)
    {
        request.HttpContext.Response.Headers.RetryAfter = "5";
        return Results.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <returns>Null when it is larger than allowed, before or after decompression; the rest is not read.</returns>
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, bool gzip, int most, CancellationToken cancellationToken)
    {
        if (!gzip)
            return await BoundedBody.ReadAsync(request, most, cancellationToken);
        if (request.ContentLength > most)
            return null;
        await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
        return await BoundedBody.ReadAsync(unpacked, most, cancellationToken);
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">New, and committed.</param>
/// <param name="Duplicates">Had been taken before.</param>
/// <param name="Rejected">Can't be stored; sending them again as they are won't help.</param>
public sealed record EventsAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedEvent> Rejected);
