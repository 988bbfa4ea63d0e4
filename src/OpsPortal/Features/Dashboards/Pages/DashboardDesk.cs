using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Storage;

namespace OpsPortal.Features.Dashboards.Pages;

/// <summary>
/// Takes people's changes of dashboards: checks that they may (<see cref="Policies.Edit"/>) before anything is written. What
/// can't be done is answered in words; a database that is away too.
/// </summary>
internal sealed class DashboardDesk(DashboardLibrary library, IAuthorizationService authorization)
{
    private const string NotAllowed = "Your role can look at dashboards, not change them. Ask an administrator for the role responder or manager.";

    public async Task<bool> MayEditAsync(ClaimsPrincipal person) => (await authorization.AuthorizeAsync(person, null, Policies.Edit)).Succeeded;

    /// <inheritdoc cref="DashboardLibrary.SaveAsync"/>
    public Task<SaveResult> SaveAsync(ClaimsPrincipal person, JsonObject json, string? uid, int expectedVersion, string message, CancellationToken cancellationToken)
        => GuardAsync(person, () => library.SaveAsync(json, uid, expectedVersion, message, Actor.From(person), cancellationToken));

    /// <inheritdoc cref="DashboardLibrary.RestoreAsync"/>
    public Task<SaveResult> RestoreAsync(ClaimsPrincipal person, string uid, int version, int expectedVersion, CancellationToken cancellationToken)
        => GuardAsync(person, () => library.RestoreAsync(uid, version, expectedVersion, Actor.From(person), cancellationToken));

    /// <returns>Null when it was taken away, else why not.</returns>
    public Task<string?> DeleteAsync(ClaimsPrincipal person, string uid, CancellationToken cancellationToken)
        => GuardAsync(person, async () => await library.DeleteAsync(uid, Actor.From(person), cancellationToken) ? null : "There is no saved dashboard to delete: it comes from a file of the catalog, or is deleted already.");

    /// <returns>Null when it is back, else why not.</returns>
    public Task<string?> UndeleteAsync(ClaimsPrincipal person, string uid, CancellationToken cancellationToken)
        => GuardAsync(person, async () => await library.UndeleteAsync(uid, Actor.From(person), cancellationToken) ? null : "It can't be brought back: somebody made another one with its address, or it isn't deleted.");

    private async Task<SaveResult> GuardAsync(ClaimsPrincipal person, Func<Task<SaveResult>> act)
    {
        try
        {
            return await MayEditAsync(person) ? await act() : new SaveResult.Invalid([NotAllowed]);
        }
        catch (Exception error) when (IsAway(error))
        {
            return new SaveResult.Invalid([Away(error)]);
        }
    }

    private async Task<string?> GuardAsync(ClaimsPrincipal person, Func<Task<string?>> act)
    {
        try
        {
            return await MayEditAsync(person) ? await act() : NotAllowed;
        }
        catch (Exception error) when (IsAway(error))
        {
            return Away(error);
        }
    }

    public static bool IsAway(Exception error) => DatabaseReads.IsAway(error);

    public static string Away(Exception error) => "Nothing was written: the database does not answer (" + error.Message.TrimEnd('.') + "). Try again in a moment.";
}
