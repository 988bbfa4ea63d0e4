using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace OpsPortal.Features.Access.Sessions;

/// <summary>Checks each request's session, and answers who isn't signed in: pages by the sign-in page, machines by a status.</summary>
internal sealed class SessionCookieEvents(SessionCheck check) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } principal && await check.HoldsAsync(principal))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Session.Scheme);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        // A path only: behind a proxy the portal doesn't know what it is called outside.
        if (!MachinePaths.Contains(request.Path) && HttpMethods.IsGet(request.Method))
            context.Response.Redirect($"/signin?returnUrl={Uri.EscapeDataString(request.Path + request.QueryString)}");
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
