using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Tokens;

/// <summary>A token as its list shows it; never its text.</summary>
/// <param name="Scopes">Separated by blanks.</param>
/// <param name="Provisioned">Comes from a file that the settings name.</param>
/// <param name="LastUsedAt">To the minute or so.</param>
public sealed record ApiToken(
    Guid Id, string Name, string Scopes, bool Provisioned, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <param name="Secret">The token's text, to be shown this once; null when there is a <paramref name="Problem"/>.</param>
internal sealed record CreatedToken(string? Secret, string? Problem);

/// <summary>API tokens and their changes; each change is audited in its transaction and told to every replica.</summary>
internal sealed class TokenStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    /// <summary>The newest first; those that were revoked more than 90 days ago are left to the audit log.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<ApiToken>(new CommandDefinition(
            """
            SELECT id, name, scopes, provisioned, created_at, created_by, expires_at, last_used_at, revoked_at FROM api_tokens
            WHERE revoked_at IS NULL OR revoked_at > @since ORDER BY revoked_at IS NOT NULL, created_at DESC
            """, new { since = time.GetUtcNow().AddDays(-90) }, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<CreatedToken> CreateAsync(
        Actor actor, string name, IReadOnlyCollection<string> scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        name = name.Trim();
        if (Problem(name, scopes, expiresAt) is { } problem)
            return new CreatedToken(null, problem);
        var secret = TokenSecret.New("opt_");
        var sorted = string.Join(' ', scopes.Order(StringComparer.Ordinal));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var written = await connection.ExecuteAsync(
            """
            INSERT INTO api_tokens (id, name, hash, scopes, created_at, created_by, expires_at)
            VALUES (@id, @name, @hash, @sorted, @now, @by, @expiresAt) ON CONFLICT (lower(name)) WHERE revoked_at IS NULL DO NOTHING
            """,
            new { id = Guid.CreateVersion7(time.GetUtcNow()), name, hash = TokenSecret.Hash(secret), sorted, now = time.GetUtcNow(), by = actor.Name, expiresAt },
            transaction);
        if (written == 0)
            return new CreatedToken(null, $"There is a token with the name \"{name}\" already. Revoke it first, or take another name.");
        await audit.WriteAsync(connection, transaction, actor, "token.create", "token:" + name, new { scopes = sorted, expiresAt }, cancellationToken);
        await AccessChanges.NotifyAsync(connection, transaction, "token:" + name);
        await transaction.CommitAsync(cancellationToken);
        return new CreatedToken(secret, null);
    }

    /// <returns>What is wrong in words, or null when the token works no more.</returns>
    public async Task<string?> RevokeAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var name = await connection.ExecuteScalarAsync<string?>(
            "UPDATE api_tokens SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL RETURNING name", new { id, now = time.GetUtcNow() }, transaction);
        if (name is null)
            return "This token is revoked already.";
        await audit.WriteAsync(connection, transaction, actor, "token.revoke", "token:" + name, null, cancellationToken);
        await AccessChanges.NotifyAsync(connection, transaction, "token:" + name);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private string? Problem(string name, IReadOnlyCollection<string> scopes, DateTimeOffset? expiresAt)
    {
        if (name.Length is 0 or > 80)
            return "The name must have 1 to 80 characters.";
        if (Scopes.Problem(scopes) is { } problem)
            return problem;
        return expiresAt <= time.GetUtcNow() ? "The expiry must be in the future." : null;
    }
}
