using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Notifications.Outbox;

/// <summary>A message as the log shows it.</summary>
public sealed record LoggedMessage
{
    public long Id { get; init; }
    public DateTimeOffset MadeAt { get; init; }
    public string Title { get; init; } = "";
    public string Href { get; init; } = "";
    public NotificationState State { get; init; }
    public DateTimeOffset NextTryAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public int Tries { get; init; }
    public string ChannelName { get; init; } = "";
    public ChannelKind ChannelKind { get; init; }
    public string? PersonId { get; init; }

    /// <summary>How the latest try ended, in words; "" before the first.</summary>
    public string LastWords { get; init; } = "";
}

/// <summary>What was sent and what was not; brings dead messages back, and sends tests.</summary>
internal sealed class DeliveryLog(NpgsqlDataSource database, INotifications notifications, AuditLog audit, TimeProvider time)
{
    /// <summary>As many as a page shows.</summary>
    public const int Most = 200;

    /// <param name="state">Null: all.</param>
    public Task<Outcome<IReadOnlyList<LoggedMessage>>> ReadAsync(NotificationState? state, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<LoggedMessage>>(time, async connection => (await connection.QueryAsync<LoggedMessage>(new CommandDefinition(
            """
            SELECT n.id, n.made_at, n.title, n.href, n.state, n.next_try_at, n.sent_at, n.tries, n.person_id, c.name AS channel_name, c.kind AS channel_kind,
                   coalesce((SELECT words FROM notification_attempts a WHERE a.notification_id = n.id ORDER BY a.id DESC LIMIT 1), '') AS last_words
            FROM notifications n JOIN notification_channels c ON c.id = n.channel_id
            WHERE @state::text IS NULL OR n.state = @state ORDER BY n.id DESC LIMIT @Most
            """, new { state = state?.ToString(), Most }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>A dead message is tried again from the beginning.</summary>
    /// <returns>What is wrong in words, or null.</returns>
    public async Task<string?> RetryAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var title = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            """
            UPDATE notifications SET state = 'Queued', tries = 0, next_try_at = @now
            WHERE id = @id AND state = 'Dead' AND EXISTS (SELECT FROM notification_channels c WHERE c.id = channel_id AND c.deleted_at IS NULL) RETURNING title
            """, new { id, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        if (title is null)
            return "It is not dead any more, or its channel is gone.";
        await audit.WriteAsync(connection, transaction, actor, "notification.retry", "notification:" + id, new { title }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topics.Notifications, "");
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Sends a test by the ordinary way.</summary>
    public async Task TestAsync(Actor actor, Guid channel, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await notifications.TellChannelAsync(connection, transaction, channel, new Announcement(
            "test:" + Guid.NewGuid().ToString("N"), AnnouncementKind.Test, "A test from OpsPortal", $"{actor.Name} asked for it. Nothing is wrong.", "/notifications/log", false), cancellationToken);
        await audit.WriteAsync(connection, transaction, actor, "channel.test", "channel:" + channel, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
