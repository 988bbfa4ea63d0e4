using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Events;

/// <summary>
/// Turns a user's id into the hash that is kept in its place: the first 16 bytes of HMAC-SHA-256 by a key of this instance. The
/// key is made once, and stands in the database closed by the portal's own keys (<c>Access:KeysPath</c>), so that neither a copy
/// of the database nor one of the files gives ids away, and all replicas hash alike.
/// </summary>
public sealed class UserKey(NpgsqlDataSource database, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector _protector = protection.CreateProtector("OpsPortal.Events.Users");
    private byte[]? _key;

    /// <returns>Unavailable when the database is away, or the key can't be opened here.</returns>
    public async Task<Outcome<UserHash>> HashAsync(CancellationToken cancellationToken)
    {
        try
        {
            var key = _key ??= await ReadAsync(cancellationToken);
            return Outcome<UserHash>.Ok(new UserHash(key), time.GetUtcNow());
        }
        catch (CryptographicException)
        {
            return Outcome<UserHash>.Unavailable(
                "The key of users' hashes in the database can't be opened with the keys of this portal. All replicas need the same Access:KeysPath; if its files are lost, "
                + "delete the row \"users\" of event_keys: users before and after that can't be told to be the same.", time.GetUtcNow());
        }
        catch (Exception error) when (EventFailures.IsAway(error))
        {
            return Outcome<UserHash>.Unavailable(EventFailures.Away, time.GetUtcNow());
        }
    }

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var closed = await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            """
            INSERT INTO event_keys (name, closed_key, made_at) SELECT 'users', @fresh, @now WHERE NOT EXISTS (SELECT FROM event_keys WHERE name = 'users') ON CONFLICT DO NOTHING;
            SELECT closed_key FROM event_keys WHERE name = 'users';
            """,
            new { fresh = _protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return Convert.FromBase64String(_protector.Unprotect(closed!));
    }
}
