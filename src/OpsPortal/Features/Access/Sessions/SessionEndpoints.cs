using Microsoft.AspNetCore.Authentication;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;

namespace OpsPortal.Features.Access.Sessions;

/// <summary>Forms that end sessions. They are posts with an antiforgery token, so that no other site can sign people out.</summary>
internal static class SessionEndpoints
{
    public static void MapSessionEndpoints(this WebApplication app)
    {
        // Taking the form makes the framework check its antiforgery token.
        app.MapPost("/signout", (HttpContext context, IFormCollection form) => SignOutAsync(context)).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/signout/everywhere", async (HttpContext context, IFormCollection form, AccountStore accounts) =>
        {
            if (context.User.AccountId() is { } id)
                await accounts.EndSessionsAsync(Actor.From(context.User), id, context.RequestAborted);
            return await SignOutAsync(context);
        }).ExcludeFromDescription();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(Session.Scheme);
        return Results.Redirect("/signin?signedOut=true");
    }
}
