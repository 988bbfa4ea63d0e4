using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>
/// Signs a sender in by the HMAC of its body, for the addresses of the intake alone. A signature that was seen before is no
/// danger: a body that is kept already changes nothing.
/// </summary>
internal sealed partial class SignedWebhookHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, SignatureKeys keys, IOptions<IncidentsOptions> intake)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "signed-webhook";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.Find(Request.RouteValues["integration"]?.ToString()) is not { } integration || Request.Headers[integration.SignatureHeader].ToString() is not { Length: > 0 } signature)
            return AuthenticateResult.NoResult();
        if (await WebhookBody.ReadAsync(Context, intake.Value.MaxBodyBytes) is not { } body)
            return AuthenticateResult.Fail("too large");
        var verdict = keys.Check(integration, Request.Headers[integration.TimestampHeader].ToString(), body, signature);
        if (verdict != SignatureVerdict.Good)
        {
            LogRefused(Logger, integration.Name, verdict);
            return AuthenticateResult.Fail(verdict.ToString());
        }
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(Actor.KindClaim, "token"));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, "integration:" + integration.Name));
        identity.AddClaim(new Claim(ClaimTypes.Name, integration.Name));
        identity.AddClaim(new Claim(Scopes.Claim, Scopes.AlertsWrite));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    // Another scheme's 503 ("nobody can say now") must stay: a sender comes again after that.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Response.StatusCode == StatusCodes.Status200OK || WebhookBody.IsTooLarge(Context))
            Response.StatusCode = WebhookBody.IsTooLarge(Context) ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    [LoggerMessage(2003, LogLevel.Warning, "A signed delivery of integration {Integration} was refused: its signature is {Verdict}")]
    private static partial void LogRefused(ILogger logger, string integration, SignatureVerdict verdict);
}
