using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>What the pages of on call read, in one go.</summary>
internal sealed record OnCallReading(OnCallBook Book, Names Names);

/// <summary>Reads for pages.</summary>
internal sealed class OnCallDesk(OnCallReader reader, IPeople people, INotifications notifications, IAuthorizationService authorization)
{
    /// <summary>Changes on call as this person, who must have the right to: a form can be sent without its button.</summary>
    /// <returns>What is wrong in words, or null when it is done.</returns>
    public async Task<string?> ChangeAsync(Task<AuthenticationState>? session, Func<Actor, Task<string?>> change)
    {
        if (session is null || (await session).User is not { } person || !(await authorization.AuthorizeAsync(person, null, Policies.Respond)).Succeeded)
            return "Your role can look at on call, not change it. Ask an administrator for the role responder.";
        return await change(Actor.From(person));
    }

    public async Task<Outcome<OnCallReading>> ReadAsync()
    {
        var book = await reader.ReadAsync(CancellationToken.None);
        if (!book.IsOk)
            return book.Map<OnCallReading>(_ => null!);
        var everybody = await people.ListAsync(CancellationToken.None);
        var channels = await notifications.ChannelsAsync(CancellationToken.None);
        return book.Map(read => new OnCallReading(read, new Names(everybody.Value ?? [], channels.Value ?? [])));
    }
}
