using System.Security.Cryptography;
using OpsPortal.Features.Access.Lookup;

namespace OpsPortal.Features.Access.Tokens;

internal enum TokenVerdict
{
    Good,
    Unknown,
    Expired,

    /// <summary>Nobody can say now. The sender must be told to come again, never that its token is wrong.</summary>
    CantTell,
}

/// <summary>Says whether a token is good.</summary>
internal sealed class TokenCheck(AccessDirectory directory, TimeProvider time)
{
    /// <summary>
    /// How long a token that was good stays good while the database is away: GPU agents and the scrape of the portal's own
    /// metrics go on then. A revocation can't reach a replica that is cut off for so long.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    // A token that is not known may be new: look again, but not more often than this.
    private static readonly TimeSpan UnknownMaxAge = TimeSpan.FromSeconds(1);

    public async Task<(TokenVerdict Verdict, TokenState? Token)> CheckAsync(string secret)
    {
        var hash = TokenSecret.Hash(secret);
        var key = Convert.ToHexStringLower(hash);
        var reading = await directory.ReadAsync();
        if (reading.IsCurrent && !reading.Snapshot!.TokensByHash.ContainsKey(key))
            reading = await directory.ReadAsync(UnknownMaxAge);
        if (reading.Snapshot is not { } snapshot || !reading.IsCurrent && time.GetUtcNow() - snapshot.At > Grace)
            return (TokenVerdict.CantTell, null);
        if (!snapshot.TokensByHash.TryGetValue(key, out var token) || !CryptographicOperations.FixedTimeEquals(token.Hash, hash))
            return (reading.IsCurrent ? TokenVerdict.Unknown : TokenVerdict.CantTell, null);
        return token.ExpiresAt <= time.GetUtcNow() ? (TokenVerdict.Expired, null) : (TokenVerdict.Good, token);
    }
}
