using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Sessions;

internal enum SignInResult
{
    SignedIn,

    /// <summary>Wrong, unknown, disabled or locked: never told which.</summary>
    Refused,
    TooOften,

    /// <summary>The database can't be asked.</summary>
    Unavailable,
}

/// <summary>Checks a user name and password.</summary>
internal sealed partial class SignInService(
    NpgsqlDataSource database, AccountStore accounts, Passwords passwords, SignInLimits limits, AuditLog audit, TimeProvider time, ILogger<SignInService> logger)
{
    public async Task<(SignInResult Result, Account? Account)> TryAsync(
        string userName, string password, string? address, CancellationToken cancellationToken)
    {
        if (!limits.Allows(address, userName))
        {
            LogTooOften(address);
            return (SignInResult.TooOften, null);
        }
        try
        {
            var account = userName.Length is > 0 and <= 100 && password.Length <= Passwords.GreatestLength
                ? await accounts.FindAsync(userName.Trim(), cancellationToken)
                : null;
            var open = account is { DisabledAt: null } && !(account.LockedUntil > time.GetUtcNow());
            var fits = passwords.Verify(open ? account!.PasswordHash : null, password[..Math.Min(password.Length, Passwords.GreatestLength)], out var outdated);
            if (fits)
                return (SignInResult.SignedIn, await BeginAsync(account!, outdated ? passwords.Hash(password) : null, "password", address, cancellationToken));
            if (open)
                await FailedAsync(account!, address, cancellationToken);
            LogRefused(address);
            return (SignInResult.Refused, null);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogUnavailable(error.Message);
            return (SignInResult.Unavailable, null);
        }
    }

    private async Task<Account> BeginAsync(Account account, string? newHash, string by, string? address, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            UPDATE accounts SET failed_sign_ins = 0, locked_until = NULL, last_sign_in_at = @now, password_hash = coalesce(@newHash, password_hash)
            WHERE id = @Id
            """, new { account.Id, now = time.GetUtcNow(), newHash }, transaction);
        await audit.WriteAsync(connection, transaction, ActorOf(account, address), "session.begin", account.Subject, new { by }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    private async Task FailedAsync(Account account, string? address, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var failures = await connection.ExecuteScalarAsync<int>(
            "UPDATE accounts SET failed_sign_ins = failed_sign_ins + 1 WHERE id = @Id RETURNING failed_sign_ins", new { account.Id }, transaction);
        if (Lockout.After(failures) is { } locked)
        {
            await connection.ExecuteAsync("UPDATE accounts SET locked_until = @until WHERE id = @Id", new { account.Id, until = time.GetUtcNow() + locked }, transaction);
            await audit.WriteAsync(connection, transaction, Actor.System("access") with { Address = address }, "user.lock", account.Subject,
                new { failures, seconds = (int)locked.TotalSeconds }, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static Actor ActorOf(Account account, string? address) => new(ActorKind.User, account.Id.ToString(), account.DisplayName, address);

    // The name that was typed is not logged: people type passwords there.
    [LoggerMessage(1020, LogLevel.Warning, "A sign-in from {Address} was refused")]
    private partial void LogRefused(string? address);

    [LoggerMessage(1021, LogLevel.Warning, "Sign-in is tried too often from {Address}, or for one account")]
    private partial void LogTooOften(string? address);

    [LoggerMessage(1022, LogLevel.Error, "Sign-in needs the database: {Reason}")]
    private partial void LogUnavailable(string reason);
}
