using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Changes what only managers may: a form can be sent without its button.</summary>
public sealed class ManagerDesk(IAuthorizationService authorization)
{
    /// <summary>As the other, for a change that can only be done or not.</summary>
    public Task<string?> ChangeAsync(Task<AuthenticationState>? session, Func<Actor, Task> change) => ChangeAsync(session, async actor =>
    {
        await change(actor);
        return null;
    });

    /// <returns>What is wrong in words, or null when it is done.</returns>
    public async Task<string?> ChangeAsync(Task<AuthenticationState>? session, Func<Actor, Task<string?>> change)
    {
        if (session is null || (await session).User is not { } person || !(await authorization.AuthorizeAsync(person, null, Policies.Manage)).Succeeded)
            return "Your role can look at costs, not change them. Ask an administrator for the role manager.";
        try
        {
            return await change(Actor.From(person));
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return "Nothing was saved: the portal's database can't be reached now.";
        }
    }
}
