using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>
/// <c>POST /api/v1/alertmanager/webhook</c> and <c>/api/v1/alerts/{integration}</c>. 200 only after the commit; 503 when it
/// can't be kept or there is too much of it, so that it is sent again (Alertmanager retries no 4xx in the same flush, and a
/// redirect would lose the alert).
/// </summary>
public sealed partial class WebhookEndpoint(
    IntakeStore store, IntakeStatus status, IntakeMetrics metrics, SenderLimit limit, IOptions<IncidentsOptions> options, TimeProvider time, ILogger<WebhookEndpoint> logger)
{
    public const string Path = "/api/v1/alertmanager/webhook";
    public const string IntegrationPath = "/api/v1/alerts/{integration}";
    private const int RetryAfterSeconds = 5;
    private readonly IncidentsOptions _options = options.Value;
    private readonly OnceASecond _refusals = new();

    public async Task<IResult> TakeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        var sender = Actor.From(context.User, context.Connection.RemoteIpAddress?.ToString());
        var (outcome, answer) = await AnswerAsync(context, sender);
        metrics.Count(outcome, sender.Name, time.GetElapsedTime(start));
        return answer;
    }

    private async Task<(string Outcome, IResult Answer)> AnswerAsync(HttpContext context, Actor sender)
    {
        if (limit.Wait(sender.Id) is { } wait)
        {
            if (_refusals.Passes(time.GetUtcNow()))
                LogLimited(sender.Name, _options.DeliveriesPerMinute);
            return Again(context, "limited", $"More than {_options.DeliveriesPerMinute} deliveries a minute from this sender (Incidents:DeliveriesPerMinute). Send again.", (int)Math.Ceiling(wait.TotalSeconds));
        }
        byte[]? body;
        try
        {
            body = await WebhookBody.ReadAsync(context, _options.MaxBodyBytes);
        }
        catch (Exception error) when (error is BadHttpRequestException or IOException or OperationCanceledException)
        {
            return ("broken_off", Problem(StatusCodes.Status400BadRequest, "The body broke off."));
        }
        if (body is null)
        {
            if (_refusals.Passes(time.GetUtcNow()))
                LogTooLarge(_options.MaxBodyBytes);
            return ("too_large", Problem(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {_options.MaxBodyBytes} bytes. Set max_alerts in Alertmanager's webhook_config."));
        }
        var (delivery, problem) = WebhookReader.Read(body, time.GetUtcNow());
        if (delivery is null)
        {
            if (_refusals.Passes(time.GetUtcNow()))
                LogMalformed(problem!);
            return ("malformed", Problem(StatusCodes.Status400BadRequest, problem!));
        }
        return await KeepAsync(context, delivery, body, sender);
    }

    private async Task<(string Outcome, IResult Answer)> KeepAsync(HttpContext context, WebhookDelivery delivery, byte[] body, Actor sender)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.IntakeTimeoutSeconds), time);
        try
        {
            // Not tied to the sender: what it gave up waiting for is kept all the same, and its repeat is recognised.
            var result = await store.StoreAsync(delivery, body, sender, timeout.Token);
            status.Kept(delivery, _options.Heartbeats, time.GetUtcNow());
            metrics.Count(result);
            return (result.IsRepeat ? "repeat" : "stored", Results.Ok(new { result.IsRepeat, result.Alerts, result.Changed, incidents = result.Incidents.Select(IncidentRow.NameOf) }));
        }
        catch (PostgresException error) when (IsAboutTheBody(error))
        {
            // To send it again would not help; the words stay in the log.
            LogRefusedByDatabase(error.SqlState, error.MessageText);
            return ("refused", Problem(StatusCodes.Status400BadRequest, $"The database can't hold what is in this body (SQLSTATE {error.SqlState})."));
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException or IOException)
        {
            var reason = error is OperationCanceledException ? $"no commit within {_options.IntakeTimeoutSeconds} s" : error.Message;
            status.Failed(reason);
            LogNotKept(reason, delivery.Alerts.Count);
            return Again(context, "unavailable", "The alerts could not be kept: the database does not take them. Send again.", RetryAfterSeconds);
        }
    }

    // 22: a value that no column takes. 54: something is too large or too deep.
    private static bool IsAboutTheBody(PostgresException error) => error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState.StartsWith("54", StringComparison.Ordinal);

    private static (string Outcome, IResult Answer) Again(HttpContext context, string outcome, string words, int seconds)
    {
        context.Response.Headers.RetryAfter = seconds.ToString();
        return (outcome, Problem(StatusCodes.Status503ServiceUnavailable, words));
    }

    private static IResult Problem(int code, string words) => Results.Problem(words, statusCode: code);

    [LoggerMessage(2000, LogLevel.Warning, "A webhook body was refused: {Problem}")]
    private partial void LogMalformed(string problem);

    [LoggerMessage(2001, LogLevel.Warning, "A webhook body larger than {Limit} bytes was refused")]
    private partial void LogTooLarge(int limit);

    [LoggerMessage(2002, LogLevel.Error, "A delivery of {Count} alerts was answered 503: {Reason}")]
    private partial void LogNotKept(string reason, int count);

    [LoggerMessage(2005, LogLevel.Error, "The database refused a body that was well-formed, with {State}: {Message}")]
    private partial void LogRefusedByDatabase(string state, string message);

    [LoggerMessage(2004, LogLevel.Warning, "Sender {Sender} is told to come again: more than {Limit} deliveries a minute")]
    private partial void LogLimited(string sender, int limit);

    // One line a second: a hundred thousand bad bodies are counted, not written down one by one.
    private sealed class OnceASecond
    {
        private long _last;

        public bool Passes(DateTimeOffset now)
        {
            var second = now.ToUnixTimeSeconds();
            return Interlocked.Exchange(ref _last, second) != second;
        }
    }
}
