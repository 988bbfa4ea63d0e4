using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Lookup;

namespace OpsPortal.Features.Access.Sessions;

/// <summary>What a session's cookie carries.</summary>
internal static class Session
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string StampClaim = "op:stamp";
    public const string UserNameClaim = "op:user";

    public static ClaimsPrincipal Begin(Account account)
    {
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(Actor.KindClaim, "user"));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.DisplayName));
        identity.AddClaim(new Claim(ClaimTypes.Role, account.Role));
        identity.AddClaim(new Claim(UserNameClaim, account.UserName));
        identity.AddClaim(new Claim(StampClaim, account.SecurityStamp));
        return new ClaimsPrincipal(identity);
    }

    public static Guid? AccountId(this ClaimsPrincipal principal)
        => Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}

/// <summary>
/// Says whether a session still holds: a disabled account, another role, another password and "sign out everywhere" end it.
/// While the database is away nobody can have changed any of these, and what is shown of the other back ends is needed most:
/// a cookie that nothing speaks against is accepted.
/// </summary>
internal sealed class SessionCheck(AccessDirectory directory)
{
    public async Task<bool> HoldsAsync(ClaimsPrincipal principal)
    {
        if (principal.AccountId() is not { } id || principal.FindFirstValue(Session.StampClaim) is not { } stamp)
            return false;
        var reading = await directory.ReadAsync();
        if (reading.Snapshot is not { } snapshot)
            return true;
        return snapshot.Accounts.TryGetValue(id, out var account)
            ? !account.Disabled && account.SecurityStamp == stamp
            : !reading.IsCurrent;
    }
}
