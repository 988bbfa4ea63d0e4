using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsPortal.Lab.Control;

/// <summary>
/// Where Alertmanager's fallback receiver posts to when the portal is down or silent: <c>POST</c> and <c>GET
/// /notify/fallback</c>. Keeps the last 200 messages.
/// </summary>
internal sealed class FallbackSink(TimeProvider time)
{
    private const int MaxMessages = 200;
    private const int MaxBytes = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, JsonNode? Body)> _messages = [];

    public async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var buffer = new char[MaxBytes + 1];
        var length = await reader.ReadBlockAsync(buffer, request.HttpContext.RequestAborted);
        if (length > MaxBytes)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(new string(buffer, 0, length));
        }
        catch (JsonException)
        {
            return Results.BadRequest(new { error = "the body is not JSON" });
        }

        lock (_gate)
        {
            _messages.Enqueue((time.GetUtcNow(), body));
            while (_messages.Count > MaxMessages)
                _messages.Dequeue();
        }

        return Results.Ok();
    }

    public IResult List()
    {
        lock (_gate)
            return Results.Json(new { messages = _messages.Select(m => new { at = m.At, body = m.Body?.DeepClone() }).ToArray() });
    }
}

internal static class FallbackEndpoints
{
    public static WebApplication MapFallbackSink(this WebApplication app)
    {
        app.MapPost("/notify/fallback", (HttpRequest request, FallbackSink sink) => sink.TakeAsync(request));
        app.MapGet("/notify/fallback", (FallbackSink sink) => sink.List());
        return app;
    }
}
