using System.Security.Claims;
using System.Text.Json;
using OpsPortal.Clients;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Sending;

namespace OpsPortal.Features.Notifications.Callbacks;

/// <summary>
/// What PagerDuty and Slack tell back: an acknowledgement there is one here. Who can sign with the channel's secret is believed;
/// a person of the same name with an account here acts under that account.
/// </summary>
internal static class CallbackEndpoint
{
    public const string Path = "/api/v1/callbacks/";
    private const int MostBytes = 256 * 1024;

    public static async Task<IResult> PostAsync(
        Guid channel, HttpContext context, ChannelStore channels, IIncidentDesk incidents, IPeople people, WebhookPoster poster, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(context.Request, MostBytes, cancellationToken) is not { } body)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var found = await channels.CallbackAsync(channel, cancellationToken);
        if (!found.IsOk)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        // A channel that isn't there, has no secret, or another's signature: all the same to whoever asks.
        if (found.Value is not (var kind, { } secret) || !IsSigned(kind, secret, context.Request.Headers, body.Span, time.GetUtcNow()))
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        Callback? callback;
        try
        {
            callback = kind == ChannelKind.PagerDuty ? Callback.ReadPagerDuty(body) : Callback.ReadSlack(body);
        }
        catch (JsonException)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }
        if (callback is null)
            return Results.Ok();
        var person = await PersonAsync(callback, kind, people, cancellationToken);
        var (taken, words) = await incidents.AcknowledgeAsync(person, callback.Incident, callback.Step, cancellationToken);
        if (!taken && callback.ReplyTo is { } reply)
            await poster.PostAsync(reply, WebhookPoster.Json(new { response_type = "ephemeral", replace_original = false, text = words }), [], cancellationToken);
        return Results.Ok();
    }

    private static bool IsSigned(ChannelKind kind, string secret, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now) => kind switch
    {
        ChannelKind.PagerDuty => CallbackSignature.IsPagerDutys(secret, headers["X-PagerDuty-Signature"].ToString(), body),
        ChannelKind.Slack => CallbackSignature.IsSlacks(secret, headers["X-Slack-Request-Timestamp"].ToString(), headers["X-Slack-Signature"].ToString(), body, now),
        _ => false,
    };

    private static async Task<ClaimsPrincipal> PersonAsync(Callback callback, ChannelKind kind, IPeople people, CancellationToken cancellationToken)
    {
        var all = await people.ListAsync(cancellationToken);
        Person[] same = all.IsOk ? [.. all.Value!.Where(one => one.CanRespond && IsCalled(one, callback.Name))] : [];
        var (id, name) = same is [var one] ? (one.Id, one.Name) : (callback.Who, callback.Name);
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Name, $"{name} ({Channel.WordOf(kind)})"),
                new Claim(ClaimTypes.Role, Roles.Responder), new Claim(Actor.KindClaim, "user"),
            ], "callback"));
    }

    private static bool IsCalled(Person person, string name)
        => string.Equals(person.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(person.UserName, name, StringComparison.OrdinalIgnoreCase);
}
