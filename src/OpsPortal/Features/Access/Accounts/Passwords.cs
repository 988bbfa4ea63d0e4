using Microsoft.AspNetCore.Identity;

namespace OpsPortal.Features.Access.Accounts;

/// <summary>Hashes passwords, and says which ones are too weak.</summary>
internal sealed class Passwords
{
    public const int LeastLength = 12;
    public const int GreatestLength = 200;
    private readonly PasswordHasher<Account> _hasher = new();
    private readonly string _nobody;

    public Passwords() => _nobody = _hasher.HashPassword(null!, Guid.NewGuid().ToString());

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <param name="hash">Null when there is no such account or it has no password: the work is done all the same, so that the time tells nothing.</param>
    /// <param name="outdated">The password fits, and should be hashed anew.</param>
    public bool Verify(string? hash, string password, out bool outdated)
    {
        var result = _hasher.VerifyHashedPassword(null!, hash ?? _nobody, password);
        outdated = result == PasswordVerificationResult.SuccessRehashNeeded;
        return hash is not null && result != PasswordVerificationResult.Failed;
    }

    /// <returns>What is wrong with it in words, or null.</returns>
    public static string? Problem(string password, string userName) => password switch
    {
        { Length: < LeastLength } => $"The password must have at least {LeastLength} characters.",
        { Length: > GreatestLength } => $"The password must have at most {GreatestLength} characters.",
        _ when password.Distinct().Count() < 5 => "The password repeats too few characters.",
        _ when userName.Length > 2 && password.Contains(userName, StringComparison.OrdinalIgnoreCase) => "The password must not hold the user name.",
        _ => null,
    };
}
