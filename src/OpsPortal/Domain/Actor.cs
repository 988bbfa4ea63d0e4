using System.Security.Claims;

namespace OpsPortal.Domain;

public enum ActorKind
{
    /// <summary>A person who is signed in.</summary>
    User,

    /// <summary>A machine with an API token.</summary>
    Token,

    /// <summary>The portal itself: a job, a reconciler.</summary>
    System,
}

/// <summary>Who does something: written beside every change.</summary>
/// <param name="Id">Stable id of the user or token; the component's name for the system.</param>
/// <param name="Name">As shown to people.</param>
/// <param name="Address">The remote IP address, when there is one.</param>
public sealed record Actor(ActorKind Kind, string Id, string Name, string? Address)
{
    /// <summary>The claim that names the kind; set by the portal's own sign-in and token handlers.</summary>
    public const string KindClaim = "op:kind";

    /// <summary>The claim that holds the remote address: a circuit has no request to ask.</summary>
    public const string AddressClaim = "op:address";

    public static Actor System(string component) => new(ActorKind.System, component, component, null);

    /// <param name="address">Null: the one that the principal came from.</param>
    public static Actor From(ClaimsPrincipal principal, string? address = null) => new(
        principal.FindFirstValue(KindClaim) == "token" ? ActorKind.Token : ActorKind.User,
        principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "unknown",
        principal.FindFirstValue(ClaimTypes.Name) ?? "unknown",
        address ?? principal.FindFirstValue(AddressClaim));
}
