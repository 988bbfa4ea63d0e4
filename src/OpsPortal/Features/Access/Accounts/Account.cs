namespace OpsPortal.Features.Access.Accounts;

/// <summary>A person who may sign in.</summary>
/// <param name="Role">One of <see cref="Domain.Roles.All"/>.</param>
/// <param name="PasswordHash">As <c>PasswordHasher</c> writes it; null: no sign-in by password.</param>
/// <param name="BuiltIn">The account of the one-time link.</param>
/// <param name="FailedSignIns">Wrong passwords since the last right one.</param>
public sealed record Account(
    Guid Id, string UserName, string DisplayName, string Role, string? PasswordHash, bool BuiltIn, DateTimeOffset? DisabledAt,
    string SecurityStamp, int FailedSignIns, DateTimeOffset? LockedUntil, DateTimeOffset? LastSignInAt, DateTimeOffset CreatedAt, string CreatedBy)
{
    public const string LocalAdmin = "local-admin";

    /// <summary>As the audit log names it.</summary>
    public string Subject => "user:" + UserName;

    public static string NewStamp() => Guid.NewGuid().ToString("N");
}
