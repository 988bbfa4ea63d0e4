using System.Buffers;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>
/// <c>POST /api/v1/alertmanager/webhook</c>. 200 only after the commit; 503 when the database can't keep it, so that
/// Alertmanager sends it again (it retries no 4xx in the same flush, and a redirect would lose the alert).
/// </summary>
public sealed partial class WebhookEndpoint(
    IntakeStore store, IntakeStatus status, IntakeMetrics metrics, IOptions<IncidentsOptions> options, TimeProvider time, ILogger<WebhookEndpoint> logger)
{
    public const string Path = "/api/v1/alertmanager/webhook";
    private const int RetryAfterSeconds = 5;
    private readonly IncidentsOptions _options = options.Value;

    public async Task<IResult> TakeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        var (outcome, answer) = await AnswerAsync(context);
        metrics.Count(outcome, time.GetElapsedTime(start));
        return answer;
    }

    private async Task<(string Outcome, IResult Answer)> AnswerAsync(HttpContext context)
    {
        if (await ReadBodyAsync(context.Request, context.RequestAborted) is not { } body)
        {
            LogTooLarge(_options.MaxBodyBytes);
            return ("too_large", Problem(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {_options.MaxBodyBytes} bytes. Set max_alerts in Alertmanager's webhook_config."));
        }
        var (delivery, problem) = WebhookReader.Read(body);
        if (delivery is null)
        {
            LogMalformed(problem!);
            return ("malformed", Problem(StatusCodes.Status400BadRequest, problem!));
        }
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.IntakeTimeoutSeconds), time);
        try
        {
            // Not tied to the sender: what it gave up waiting for is kept all the same, and its repeat is recognised.
            var result = await store.StoreAsync(delivery, body, Actor.From(context.User, context.Connection.RemoteIpAddress?.ToString()), timeout.Token);
            status.Kept(delivery, _options.HeartbeatAlert, time.GetUtcNow());
            metrics.Count(result);
            return (result.IsRepeat ? "repeat" : "stored", Results.Ok(new { result.IsRepeat, result.Alerts, result.Changed, incidents = result.Incidents.Select(IncidentRow.NameOf) }));
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException or IOException)
        {
            var reason = error is OperationCanceledException ? $"no commit within {_options.IntakeTimeoutSeconds} s" : error.Message;
            status.Failed(reason);
            LogNotKept(reason, delivery.Alerts.Count);
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString();
            return ("unavailable", Problem(StatusCodes.Status503ServiceUnavailable, "The alerts could not be kept: the database does not take them. Send again."));
        }
    }

    private async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > _options.MaxBodyBytes)
            return null;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > _options.MaxBodyBytes || read.IsCompleted)
            {
                var body = read.Buffer.Length > _options.MaxBodyBytes ? null : read.Buffer.ToArray();
                // A read that is not ended by this can't be drained, and costs the sender its connection.
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static IResult Problem(int code, string words) => Results.Problem(words, statusCode: code);

    [LoggerMessage(2000, LogLevel.Warning, "A webhook body was refused: {Problem}")]
    private partial void LogMalformed(string problem);

    [LoggerMessage(2001, LogLevel.Warning, "A webhook body larger than {Limit} bytes was refused")]
    private partial void LogTooLarge(int limit);

    [LoggerMessage(2002, LogLevel.Error, "A delivery of {Count} alerts was answered 503: {Reason}")]
    private partial void LogNotKept(string reason, int count);
}
