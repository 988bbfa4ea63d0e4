using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents;

/// <summary>What every change by a person goes through: may they, and is the database there.</summary>
internal static class DeskGuard
{
    /// <param name="act">What is written; called only for those who may respond.</param>
    public static async Task<StepResult> ActAsync(IAuthorizationService authorization, ClaimsPrincipal person, Func<Task<StepResult>> act)
    {
        if (!(await authorization.AuthorizeAsync(person, null, Policies.Respond)).Succeeded)
            return Refuse(IncidentDesk.NotAllowed);
        try
        {
            return await act();
        }
        catch (Exception error) when (DatabaseReads.IsAway(error))
        {
            return new StepResult(StepOutcome.Unavailable, IncidentDesk.NotRecorded, 0);
        }
    }

    public static StepResult Refuse(string words) => new(StepOutcome.Refused, words, 0);

    /// <summary>PostgreSQL holds no NUL.</summary>
    public static string Storable(string text) => text.Replace('\0', '\u2400');
}
