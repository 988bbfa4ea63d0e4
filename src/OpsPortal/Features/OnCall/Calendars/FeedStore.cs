using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.OnCall.Calendars;

/// <summary>An address that a calendar program reads a schedule from, without its secret part.</summary>
internal sealed record Feed(Guid Id, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? LastReadAt);

/// <summary>Makes and ends addresses for calendar programs. Whoever knows one reads that schedule until it is ended.</summary>
internal sealed class FeedStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    public const string Path = "/calendars/";
    private const int SecretBytes = 24;
    private const int MostOfOne = 50;

    public Task<Outcome<IReadOnlyList<Feed>>> ListAsync(Guid schedule, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<Feed>>(time, async connection => (await connection.QueryAsync<Feed>(new CommandDefinition(
            "SELECT id, made_at, made_by, last_read_at FROM on_call_feeds WHERE schedule_id = @schedule AND ended_at IS NULL ORDER BY made_at", new { schedule }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <returns>The path with its secret, which can't be had again; or what is wrong, in words.</returns>
    public async Task<(string? Path, string? Problem)> MakeAsync(Actor actor, Guid schedule, CancellationToken cancellationToken)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));
        var problem = await ChangeAsync(actor, "on-call.feed", schedule, async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO on_call_feeds (id, schedule_id, secret_hash, made_at, made_by)
            SELECT @id, id, @hash, @now, @Name FROM on_call_documents WHERE id = @schedule AND kind = 'Schedule' AND deleted_at IS NULL
                AND (SELECT count(*) FROM on_call_feeds WHERE schedule_id = @schedule AND ended_at IS NULL) < @MostOfOne
            """,
            new { id = Guid.NewGuid(), schedule, hash = Hash(secret), now = time.GetUtcNow(), actor.Name, MostOfOne }, transaction, cancellationToken: cancellationToken)),
            "The schedule is gone, or has 50 addresses already.", cancellationToken);
        return problem is null ? ($"{Path}{secret}.ics", null) : (null, problem);
    }

    /// <returns>What is wrong in words, or null.</returns>
    public Task<string?> EndAsync(Actor actor, Guid schedule, Guid feed, CancellationToken cancellationToken)
        => ChangeAsync(actor, "on-call.feed-end", schedule, async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE on_call_feeds SET ended_at = @now WHERE id = @feed AND schedule_id = @schedule AND ended_at IS NULL", new { now = time.GetUtcNow(), feed, schedule }, transaction, cancellationToken: cancellationToken)),
            "It is ended already.", cancellationToken);

    /// <returns>The schedule; null inside Ok when the secret opens none.</returns>
    public Task<Outcome<Guid?>> OpenAsync(string secret, CancellationToken cancellationToken)
        => database.TryReadAsync(time, connection => connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "UPDATE on_call_feeds SET last_read_at = @now WHERE secret_hash = @hash AND ended_at IS NULL RETURNING schedule_id", new { now = time.GetUtcNow(), hash = Hash(secret) }, cancellationToken: cancellationToken)), cancellationToken);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private async Task<string?> ChangeAsync(
        Actor actor, string action, Guid schedule, Func<NpgsqlConnection, NpgsqlTransaction, Task<int>> change, string nothing, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await change(connection, transaction) == 0)
                return nothing;
            await audit.WriteAsync(connection, transaction, actor, action, "on-call:" + schedule, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return "Nothing was changed: the portal's database can't be reached now.";
        }
    }
}
