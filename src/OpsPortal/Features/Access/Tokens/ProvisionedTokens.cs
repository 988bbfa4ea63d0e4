using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Tokens;

/// <summary>
/// Brings the tokens of the settings' files into the table when the portal starts. Another text or other scopes replace
/// what was there; a token that was revoked on the page stays so until its file holds another text.
/// </summary>
internal sealed partial class ProvisionedTokens(
    IOptions<AccessOptions> options, NpgsqlDataSource database, AuditLog audit, AccessDirectory directory, TimeProvider time, ILogger<ProvisionedTokens> logger)
    : IHostedService
{
    private static readonly Actor Settings = Actor.System("settings");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ProvisionedTokens.Count == 0)
            return;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Replicas that start together take turns.
        await connection.ExecuteAsync("LOCK TABLE api_tokens IN SHARE ROW EXCLUSIVE MODE", null, transaction);
        foreach (var token in options.Value.ProvisionedTokens)
            await UpsertAsync(connection, transaction, token, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        directory.Invalidate();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task UpsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ProvisionedToken token, CancellationToken cancellationToken)
    {
        var name = token.Name.Trim();
        var hash = TokenSecret.Hash((await File.ReadAllTextAsync(token.File, cancellationToken)).Trim());
        var scopes = string.Join(' ', token.ScopeList.Order(StringComparer.Ordinal));
        var known = await connection.QuerySingleOrDefaultAsync<(string Name, string Scopes, DateTimeOffset? RevokedAt)?>(
            "SELECT name, scopes, revoked_at FROM api_tokens WHERE hash = @hash", new { hash }, transaction);
        if (known is { RevokedAt: not null })
        {
            LogRevoked(name);
            return;
        }
        if (known is { } same && same.Name == name && same.Scopes == scopes)
            return;
        // The old text must end to work: a file is changed because somebody may have seen it.
        await connection.ExecuteAsync(
            "UPDATE api_tokens SET revoked_at = @now WHERE revoked_at IS NULL AND hash <> @hash AND lower(name) = lower(@name)",
            new { hash, name, now = time.GetUtcNow() }, transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO api_tokens (id, name, hash, scopes, provisioned, created_at, created_by)
            VALUES (@id, @name, @hash, @scopes, true, @now, 'settings')
            ON CONFLICT (hash) DO UPDATE SET name = excluded.name, scopes = excluded.scopes
            """, new { id = Guid.CreateVersion7(time.GetUtcNow()), name, hash, scopes, now = time.GetUtcNow() }, transaction);
        await audit.WriteAsync(connection, transaction, Settings, "token.provision", "token:" + name, new { scopes }, cancellationToken);
        LogProvisioned(name, scopes);
    }

    [LoggerMessage(1011, LogLevel.Information, "Token {Name} ({Scopes}) is taken from its file")]
    private partial void LogProvisioned(string name, string scopes);

    [LoggerMessage(1012, LogLevel.Warning, "The file of token {Name} holds a text that was revoked; it is not taken")]
    private partial void LogRevoked(string name);
}
