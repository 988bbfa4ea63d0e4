using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Features.Access.Sessions;

namespace OpsPortal.Features.Access.Tokens;

/// <summary>
/// <c>Authorization: Bearer opt_…</c>. While nobody can say whether a token is good the answer is 503, not 401: Alertmanager
/// sends again after the one and drops the alert after the other.
/// </summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenCheck check, TokenUse use)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "token";
    private const string Bearer = "Bearer ";
    private TokenVerdict? _verdict;

    public static bool IsOffered(HttpRequest request)
        => request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsOffered(Request))
            return AuthenticateResult.NoResult();
        var (verdict, token) = await check.CheckAsync(Request.Headers.Authorization.ToString()[Bearer.Length..].Trim());
        _verdict = verdict;
        if (token is null)
            return AuthenticateResult.Fail(verdict.ToString());
        use.Note(token);
        return AuthenticateResult.Success(new AuthenticationTicket(Principal(token), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (_verdict == TokenVerdict.CantTell)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
            return;
        }
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = _verdict is null
            ? "Bearer"
            : $"Bearer error=\"invalid_token\", error_description=\"The token is {(_verdict == TokenVerdict.Expired ? "expired" : "not known or revoked")}\"";
    }

    private ClaimsPrincipal Principal(TokenState token)
    {
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(Actor.KindClaim, "token"));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, token.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, token.Name));
        identity.AddClaims(token.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => new Claim(Scopes.Claim, scope)));
        if (RemoteAddress.Of(Context) is { } address)
            identity.AddClaim(new Claim(Actor.AddressClaim, address));
        return new ClaimsPrincipal(identity);
    }
}
