using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Accounts;

/// <summary>
/// Accounts and their changes. Each change is written with its audit row in one transaction and told to every replica; what
/// takes rights away also changes the security stamp, which ends the account's sessions.
/// </summary>
/// <remarks>Methods that change return what is wrong in words for the person who asked, or null when it is done.</remarks>
internal sealed partial class AccountStore(
    NpgsqlDataSource database, AuditLog audit, Passwords passwords, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string Columns =
        "id, user_name, display_name, role, password_hash, built_in, disabled_at, security_stamp, failed_sign_ins, locked_until, last_sign_in_at, created_at, created_by";

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Account>(new CommandDefinition(
            $"SELECT {Columns} FROM accounts ORDER BY disabled_at IS NOT NULL, lower(user_name)", cancellationToken: cancellationToken))).AsList();
    }

    public async Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>(new CommandDefinition(
            $"SELECT {Columns} FROM accounts WHERE id = @id", new { id }, cancellationToken: cancellationToken));
    }

    public async Task<Account?> FindAsync(string userName, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>(new CommandDefinition(
            $"SELECT {Columns} FROM accounts WHERE lower(user_name) = lower(@userName)", new { userName }, cancellationToken: cancellationToken));
    }

    public async Task<string?> CreateAsync(
        Actor actor, string userName, string displayName, string role, string password, CancellationToken cancellationToken)
    {
        userName = userName.Trim();
        displayName = displayName.Trim();
        if (!UserNamePattern().IsMatch(userName))
            return "The user name must have 2 to 60 letters, digits, dots, dashes, underscores or @.";
        if (displayName.Length is 0 or > 100)
            return "The name must have 1 to 100 characters.";
        if (!Roles.All.Contains(role))
            return $"The role must be one of {string.Join(", ", Roles.All)}.";
        if (Passwords.Problem(password, userName) is { } weak)
            return weak;
        var account = new Account(
            Guid.CreateVersion7(time.GetUtcNow()), userName, displayName, role, passwords.Hash(password), BuiltIn: false, DisabledAt: null,
            Account.NewStamp(), 0, null, null, time.GetUtcNow(), actor.Name);
        return await ChangeAsync(actor, "user.create", account.Subject, new { displayName, role }, cancellationToken, async (connection, transaction) =>
            await InsertAsync(connection, transaction, account) == 1 ? null : $"There is an account with the user name \"{userName}\" already.");
    }

    public Task<string?> SetRoleAsync(Actor actor, Guid id, string role, CancellationToken cancellationToken)
        => Roles.All.Contains(role)
            ? ChangeOneAsync(actor, id, "user.role", before => new { from = before.Role, to = role }, keepsAdmin: role == Roles.Admin,
                "role = @role, security_stamp = @stamp", new { role }, cancellationToken)
            : Task.FromResult<string?>($"The role must be one of {string.Join(", ", Roles.All)}.");

    public Task<string?> DisableAsync(Actor actor, Guid id, CancellationToken cancellationToken)
        => ChangeOneAsync(actor, id, "user.disable", _ => null, keepsAdmin: false,
            "disabled_at = @now, security_stamp = @stamp", new { }, cancellationToken);

    public Task<string?> EnableAsync(Actor actor, Guid id, CancellationToken cancellationToken)
        => ChangeOneAsync(actor, id, "user.enable", _ => null, keepsAdmin: true,
            "disabled_at = NULL, failed_sign_ins = 0, locked_until = NULL", new { }, cancellationToken);

    /// <summary>Ends every session of the account.</summary>
    public Task<string?> EndSessionsAsync(Actor actor, Guid id, CancellationToken cancellationToken)
        => ChangeOneAsync(actor, id, "user.sessions.end", _ => null, keepsAdmin: true, "security_stamp = @stamp", new { }, cancellationToken);

    /// <summary>Sets the password, lifts a lock, and ends every session.</summary>
    public async Task<string?> SetPasswordAsync(Actor actor, Guid id, string password, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } account)
            return "There is no such account any more.";
        if (account.BuiltIn)
            return $"{Account.LocalAdmin} has no password: it signs in by the one-time link only.";
        return Passwords.Problem(password, account.UserName) ?? await ChangeOneAsync(
            actor, id, "user.password", _ => new { by = actor.Id == id.ToString() ? "self" : "administrator" }, keepsAdmin: true,
            "password_hash = @hash, failed_sign_ins = 0, locked_until = NULL, security_stamp = @stamp", new { hash = passwords.Hash(password) }, cancellationToken);
    }

    /// <returns>1, or 0 when the user name is taken: that account stays as it is.</returns>
    internal static Task<int> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Account account) => connection.ExecuteAsync(
        """
        INSERT INTO accounts (id, user_name, display_name, role, password_hash, built_in, security_stamp, created_at, created_by)
        VALUES (@Id, @UserName, @DisplayName, @Role, @PasswordHash, @BuiltIn, @SecurityStamp, @CreatedAt, @CreatedBy)
        ON CONFLICT (lower(user_name)) DO NOTHING
        """, account, transaction);

    private Task<string?> ChangeOneAsync(
        Actor actor, Guid id, string action, Func<Account, object?> detail, bool keepsAdmin, string assignments, object values,
        CancellationToken cancellationToken)
        => ChangeAsync(actor, cancellationToken, async (connection, transaction) =>
        {
            // All admins are locked, so that of two who demote each other only one succeeds.
            var admins = (await connection.QueryAsync<Account>(
                $"SELECT {Columns} FROM accounts WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE", null, transaction)).AsList();
            var account = await connection.QuerySingleOrDefaultAsync<Account>($"SELECT {Columns} FROM accounts WHERE id = @id FOR UPDATE", new { id }, transaction);
            if (account is null)
                return (null, "There is no such account any more.", null);
            if (!keepsAdmin && admins.Exists(admin => admin.Id == id) && !admins.Exists(admin => admin.Id != id && CanSignIn(admin)))
                return (null, $"{account.UserName} is the last administrator who can sign in. Make another one first.", null);
            var parameters = new DynamicParameters(values);
            parameters.AddDynamicParams(new { id, now = time.GetUtcNow(), stamp = Account.NewStamp() });
            await connection.ExecuteAsync($"UPDATE accounts SET {assignments} WHERE id = @id", parameters, transaction);
            return (account.Subject, null, (action, detail(account)));
        });

    private bool CanSignIn(Account account) => account.BuiltIn ? options.Value.SignInLinkFile.Length > 0 : account.PasswordHash is not null;

    private Task<string?> ChangeAsync(
        Actor actor, string action, string subject, object? detail, CancellationToken cancellationToken,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<string?>> change)
        => ChangeAsync(actor, cancellationToken, async (connection, transaction) =>
        {
            var problem = await change(connection, transaction);
            return (subject, problem, (action, detail));
        });

    private async Task<string?> ChangeAsync(
        Actor actor, CancellationToken cancellationToken,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<(string? Subject, string? Problem, (string Action, object? Detail)? Audit)>> change)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (subject, problem, row) = await change(connection, transaction);
        if (problem is not null || row is not { } written)
            return problem;
        await audit.WriteAsync(connection, transaction, actor, written.Action, subject!, written.Detail, cancellationToken);
        await AccessChanges.NotifyAsync(connection, transaction, subject!);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9._@-]{2,60}$")]
    private static partial Regex UserNamePattern();
}
