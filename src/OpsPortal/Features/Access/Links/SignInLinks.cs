using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Tokens;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Links;

/// <summary>One-time links of the built-in account: 256 random bits, kept as their hash, good once and for <see cref="Life"/>.</summary>
internal sealed class SignInLinks(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <returns>The secret part of the link.</returns>
    public async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        var secret = TokenSecret.New("");
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var account = new Account(
            Guid.CreateVersion7(now), Account.LocalAdmin, "Local administrator", Roles.Admin, PasswordHash: null, BuiltIn: true, DisabledAt: null,
            Account.NewStamp(), 0, null, null, now, "OpsPortal");
        if (await AccountStore.InsertAsync(connection, transaction, account) == 1)
            await audit.WriteAsync(connection, transaction, Actor.System("access"), "user.create", account.Subject, new { account.Role, builtIn = true }, cancellationToken);
        await connection.ExecuteAsync("DELETE FROM sign_in_links WHERE expires_at < @now", new { now }, transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO sign_in_links (hash, account_id, created_at, expires_at)
            SELECT @hash, id, @now, @until FROM accounts WHERE user_name = @LocalAdmin AND built_in
            """, new { hash = TokenSecret.Hash(secret), now, until = now + Life, Account.LocalAdmin }, transaction);
        await audit.WriteAsync(connection, transaction, Actor.System("access"), "link.create", account.Subject, new { until = now + Life }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return secret;
    }

    /// <summary>True while the link would still sign someone in.</summary>
    public async Task<bool> IsGoodAsync(string secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM sign_in_links WHERE hash = @hash AND used_at IS NULL AND expires_at > @now)",
            new { hash = TokenSecret.Hash(secret), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    /// <summary>Uses the link up. Of two who press at once one gets the account.</summary>
    /// <returns>The account, or null when the link is used, too old or was never made, or its account is disabled.</returns>
    public async Task<Account?> UseAsync(string secret, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await connection.ExecuteScalarAsync<Guid?>(
            "UPDATE sign_in_links SET used_at = @now WHERE hash = @hash AND used_at IS NULL AND expires_at > @now RETURNING account_id",
            new { hash = TokenSecret.Hash(secret), now }, transaction);
        var account = await connection.QuerySingleOrDefaultAsync<Account>(
            """
            UPDATE accounts SET last_sign_in_at = @now WHERE id = @id AND disabled_at IS NULL
            RETURNING id, user_name, display_name, role, password_hash, built_in, disabled_at, security_stamp, failed_sign_ins, locked_until, last_sign_in_at, created_at, created_by
            """, new { id, now }, transaction);
        if (account is null)
            return null;
        await audit.WriteAsync(connection, transaction, new Actor(ActorKind.User, account.Id.ToString(), account.DisplayName, address),
            "session.begin", account.Subject, new { by = "link" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
