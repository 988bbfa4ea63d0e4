using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Clients;

namespace OpsPortal.Features.Events;

/// <summary>
/// <c>POST /api/v1/events</c>: usage, feedback and deployment events in batches. Answered 200 only after all that is good of
/// a batch is committed; sending it again changes nothing.
/// </summary>
internal static class EventsEndpoint
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    public static async Task<IResult> PostAsync(
        HttpRequest request, ServiceCatalog catalog, EventStore store, IOptions<EventsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var limits = options.Value;
        if (await BoundedBody.ReadAsync(request, limits.MaxBytes, cancellationToken) is not { } body)
            return Results.Problem($"A batch may hold at most {limits.MaxBytes} bytes. Send it in parts.", statusCode: StatusCodes.Status413PayloadTooLarge);
        EventBatch batch;
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Array)
                return Results.Problem("The body must be {\"events\": [ … ]}.", statusCode: StatusCodes.Status400BadRequest);
            if (events.GetArrayLength() > limits.MaxBatch)
                return Results.Problem($"A batch may hold at most {limits.MaxBatch} events, this one has {events.GetArrayLength()}. Send it in parts.", statusCode: StatusCodes.Status413PayloadTooLarge);
            batch = EventBatch.Read(events, id => catalog.Find(id) is not null, time.GetUtcNow(), TimeSpan.FromDays(limits.RetentionDays));
        }
        catch (JsonException error)
        {
            return Results.Problem("The body is not JSON: " + error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        try
        {
            var accepted = await store.AddAsync(batch.Events, cancellationToken);
            return Results.Ok(new EventsAnswer(accepted, batch.Events.Count - accepted, batch.Rejected));
        }
        catch (Exception error) when (error is NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: SocketException or IOException } or TimeoutException or SocketException)
        {
            request.HttpContext.Response.Headers.RetryAfter = "5";
            return Results.Problem("The database can't be reached, nothing of this batch was kept. Send it again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">New, and committed.</param>
/// <param name="Duplicates">Had been taken before.</param>
/// <param name="Rejected">Can't be stored; sending them again as they are won't help.</param>
public sealed record EventsAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedEvent> Rejected);
