using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access.Sessions;

internal static class RemoteAddress
{
    /// <summary>The other side's IP address; IPv4 without its IPv6 clothes. Null for a connection that has none (a Unix socket).</summary>
    public static string? Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }
}

/// <summary>
/// Puts the remote address beside who it is, for the audit log: a circuit keeps the principal of its connection, and has no
/// request to ask later on.
/// </summary>
internal sealed class AddressClaim(IHttpContextAccessor http) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (http.HttpContext is not { } context || RemoteAddress.Of(context) is not { } address || principal.HasClaim(Actor.AddressClaim, address))
            return Task.FromResult(principal);
        var copy = principal.Clone();
        var identity = (ClaimsIdentity)copy.Identity!;
        foreach (var old in identity.FindAll(Actor.AddressClaim).ToArray())
            identity.RemoveClaim(old);
        identity.AddClaim(new Claim(Actor.AddressClaim, address));
        return Task.FromResult(copy);
    }
}
