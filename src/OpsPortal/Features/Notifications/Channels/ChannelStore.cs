using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Notifications.Channels;

/// <summary>Channels and people's own ways. Each change is written with its audit row; what is secret is in neither as text.</summary>
/// <remarks>Methods that change return what is wrong in words for the person who asked, or null when it is done.</remarks>
internal sealed class ChannelStore(NpgsqlDataSource database, AuditLog audit, SecretBox box, IOptions<NotificationsOptions> options, TimeProvider time)
{
    /// <summary>The columns of <see cref="Channel"/>.</summary>
    public const string Columns = "id, kind, name, version, owner_id, address, important, routine, updated_at, updated_by";

    /// <param name="owner">An account id, or null for the shared ones.</param>
    public Task<Outcome<IReadOnlyList<Channel>>> ListAsync(string? owner, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<Channel>>(time, async connection =>
            (await connection.QueryAsync<Channel>(new CommandDefinition(
                $"SELECT {Columns} FROM notification_channels WHERE owner_id IS NOT DISTINCT FROM @owner AND deleted_at IS NULL ORDER BY lower(name), id",
                new { owner }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    public async Task<string?> SaveAsync(Actor actor, ChannelDraft draft, CancellationToken cancellationToken)
    {
        try
        {
            return await TrySaveAsync(actor, draft, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return $"There is a channel with the name \"{draft.Name.Trim()}\" already.";
        }
    }

    /// <summary>What callbacks of a shared channel are signed with; null inside when it takes none, null when there is no such channel.</summary>
    public Task<Outcome<(ChannelKind Kind, string? Secret)?>> CallbackAsync(Guid id, CancellationToken cancellationToken)
        => database.TryReadAsync<(ChannelKind, string?)?>(time, async connection =>
            await connection.QuerySingleOrDefaultAsync<(string Kind, string? Secret)?>(new CommandDefinition(
                "SELECT kind, secret FROM notification_channels WHERE id = @id AND owner_id IS NULL AND deleted_at IS NULL", new { id }, cancellationToken: cancellationToken)) is { } row
                ? (Enum.Parse<ChannelKind>(row.Kind), box.Open(row.Secret)?.Callback) : null, cancellationToken);

    private async Task<string?> TrySaveAsync(Actor actor, ChannelDraft draft, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (before, closed) = await FindAsync(connection, transaction, draft.Id, cancellationToken);
        if (draft.SeenVersion != (before?.Version ?? 0))
            return before is null ? "It was deleted meanwhile." : $"{before.UpdatedBy} changed it meanwhile. Open it again to see what it is now.";
        if (before is not null && (before.OwnerId != draft.OwnerId || before.Kind != draft.Kind))
            return "What kind it is and whose it is can't be changed: make a new one.";
        var kept = before is null ? null : box.Open(closed);
        if (ChannelCheck.Problem(draft, kept, options.Value) is { } problem)
            return problem;
        var secret = new ChannelSecret(draft.Url.Length > 0 ? draft.Url : kept?.Url, draft.Key.Length > 0 ? draft.Key : kept?.Key, draft.Callback.Length > 0 ? draft.Callback : kept?.Callback);
        var changed = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO notification_channels (id, kind, name, version, owner_id, address, secret, important, routine, updated_at, updated_by)
            VALUES (@Id, @kind, @name, 1, @OwnerId, @address, @closed, @Important, @Routine, @now, @by)
            ON CONFLICT (id) DO UPDATE SET name = @name, version = notification_channels.version + 1, address = @address, secret = @closed,
                important = @Important, routine = @Routine, updated_at = @now, updated_by = @by
            WHERE notification_channels.version = @SeenVersion AND notification_channels.deleted_at IS NULL
            """,
            new
            {
                draft.Id, kind = draft.Kind.ToString(), name = draft.Name.Trim(), draft.OwnerId, address = Shown(draft, secret), draft.Important, draft.Routine, draft.SeenVersion,
                closed = secret is { Url: null, Key: null, Callback: null } ? null : box.Close(secret), now = time.GetUtcNow(), by = actor.Name,
            },
            transaction, cancellationToken: cancellationToken));
        if (changed == 0)
            return "Somebody changed it meanwhile. Open it again to see what it is now.";
        await audit.WriteAsync(connection, transaction, actor, before is null ? "channel.create" : "channel.change", Subject(draft.Id), new
        {
            draft.Name, kind = draft.Kind.ToString(), address = Shown(draft, secret), draft.Important, draft.Routine, newAddress = draft.Url.Length > 0, newKey = draft.Key.Length > 0, newCallback = draft.Callback.Length > 0,
        }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topics.Notifications, draft.Id.ToString());
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <param name="owner">Whose it must be; null: shared.</param>
    public async Task<string?> DeleteAsync(Actor actor, Guid id, string? owner, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (before, _) = await FindAsync(connection, transaction, id, cancellationToken);
        if (before is null || before.OwnerId != owner)
            return "It is gone already.";
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE notification_channels SET deleted_at = @now, secret = NULL, version = version + 1 WHERE id = @id;
            UPDATE notifications SET state = 'Withdrawn' WHERE channel_id = @id AND state = 'Queued'
            """, new { id, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        await audit.WriteAsync(connection, transaction, actor, "channel.delete", Subject(id), new { before.Name }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topics.Notifications, id.ToString());
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static string Subject(Guid id) => "channel:" + id;

    private static string Shown(ChannelDraft draft, ChannelSecret secret) => draft.Kind switch
    {
        ChannelKind.Email => string.Join(", ", ChannelCheck.Addresses(draft.Address)),
        ChannelKind.Browser => "",
        ChannelKind.PagerDuty => "routing key kept",
        _ => new Uri(secret.Url!).Authority + "/…",
    };

    private static async Task<(Channel? Channel, string? Closed)> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        var channel = await connection.QuerySingleOrDefaultAsync<Channel>(new CommandDefinition(
            $"SELECT {Columns} FROM notification_channels WHERE id = @id AND deleted_at IS NULL FOR UPDATE", new { id }, transaction, cancellationToken: cancellationToken));
        return (channel, channel is null ? null : await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "SELECT secret FROM notification_channels WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken)));
    }
}
