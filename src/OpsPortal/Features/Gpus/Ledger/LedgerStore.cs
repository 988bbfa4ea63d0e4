using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>The ledger in PostgreSQL.</summary>
internal sealed class LedgerStore(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    /// <summary>Topic of the change feed; the key is the host.</summary>
    public const string Topic = "gpu-events";

    private const string Columns =
        "id, host, gpu_uuid, gpu_index, gpu_name, kind, code, first_at, last_at, count, acknowledged_at, acknowledged_by, cleared_at, cleared_why";

    /// <summary>Writes the notes in their order, all or none.</summary>
    /// <remarks>
    /// Two portals that get the same frames write the same event once: it is counted only when it is later than the last one.
    /// So two equal XIDs of one GPU within a millisecond count as one.
    /// </remarks>
    public async Task WriteAsync(IReadOnlyList<LedgerNote> notes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var note in notes)
            await connection.ExecuteAsync(new CommandDefinition(note.Happened is null ? Clear : Upsert, Parameters(note), transaction, cancellationToken: cancellation));
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, [.. notes.Select(n => n.Host).Distinct()]);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>What is not cleared, and what was cleared in the last week; open and grave first, then the newest.</summary>
    /// <param name="host">One host's; <c>null</c> for all.</param>
    public async Task<IReadOnlyList<LedgerEntry>> ListAsync(string? host, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<LedgerEntry>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM gpu_events
            WHERE (cleared_at IS NULL OR cleared_at > @since) AND (@host::text IS NULL OR host = @host)
            ORDER BY cleared_at IS NOT NULL, last_at DESC LIMIT 200
            """, new { host, since = time.GetUtcNow().AddDays(-7) }, cancellationToken: cancellation))).AsList();
    }

    /// <summary>What happened within the half-open span, the newest first.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> InAsync(DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<LedgerEntry>(new CommandDefinition(
            $"SELECT {Columns} FROM gpu_events WHERE first_at < @to AND last_at >= @from ORDER BY last_at DESC LIMIT @most", new { from, to, most }, cancellationToken: cancellation))).AsList();
    }

    /// <returns>False when it is acknowledged or cleared already.</returns>
    public async Task<bool> AcknowledgeAsync(long id, Actor actor, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var entry = await connection.QuerySingleOrDefaultAsync<LedgerEntry>(new CommandDefinition(
            $"""
            UPDATE gpu_events SET acknowledged_at = @now, acknowledged_by = @by
            WHERE id = @id AND acknowledged_at IS NULL AND cleared_at IS NULL RETURNING {Columns}
            """, new { id, now = time.GetUtcNow(), by = actor.Name }, transaction, cancellationToken: cancellation));
        if (entry is null)
            return false;
        await audit.WriteAsync(connection, transaction, actor, "gpu-event.acknowledge", $"gpu:{entry.Host}:{entry.GpuIndex}",
            new { entry.Kind, entry.Code, entry.GpuUuid, entry.Count }, cancellation);
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, entry.Host);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Deletes what was cleared before, and what is open but of a GPU that was not seen since: nobody will reset that one.</summary>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM gpu_events AS e WHERE cleared_at < @before OR cleared_at IS NULL AND last_at < @before
                AND NOT EXISTS (SELECT FROM gpu_counters AS c WHERE c.host = e.host AND c.gpu_uuid = e.gpu_uuid AND c.at >= @before)
            """, new { before }, cancellationToken: cancellation));
    }

    private object Parameters(LedgerNote note) => new
    {
        note.Host, Uuid = note.GpuUuid, Index = note.GpuIndex, Name = note.GpuName, note.Happened?.Kind, note.Happened?.Code, note.At, Now = time.GetUtcNow(),
    };

    private const string Upsert =
        """
        INSERT INTO gpu_events (host, gpu_uuid, gpu_index, gpu_name, kind, code, first_at, last_at)
        VALUES (@Host, @Uuid, @Index, @Name, @Kind, @Code, @At, @At)
        ON CONFLICT (host, gpu_uuid, kind, code) WHERE cleared_at IS NULL DO UPDATE SET
            count = gpu_events.count + (excluded.last_at > gpu_events.last_at)::int,
            last_at = greatest(gpu_events.last_at, excluded.last_at),
            gpu_name = coalesce(excluded.gpu_name, gpu_events.gpu_name)
        """;

    private const string Clear =
        """
        UPDATE gpu_events SET cleared_at = @Now, cleared_why = 'the GPU was reset or its driver loaded anew'
        WHERE host = @Host AND gpu_uuid = @Uuid AND cleared_at IS NULL AND last_at <= @At
        """;
}
