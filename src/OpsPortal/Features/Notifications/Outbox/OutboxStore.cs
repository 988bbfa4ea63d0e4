using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Sending;
using OpsPortal.Live;

namespace OpsPortal.Features.Notifications.Outbox;

/// <summary>Messages of one channel that this process has taken to send.</summary>
/// <param name="Secret">Closed.</param>
/// <param name="Together">They go out as one.</param>
internal sealed record Batch(Channel Channel, string? Secret, IReadOnlyList<NotificationRow> Rows, bool Together);

/// <summary>
/// The outbox's rows. A message is taken by a committed claim before it is sent, so that two replicas never both send it; a claim
/// whose sender was stopped runs out, and the message is tried again, since it is not known whether it arrived.
/// </summary>
internal sealed class OutboxStore(NpgsqlDataSource database, IOptions<NotificationsOptions> options, TimeProvider time)
{
    private const int MostTogether = 200;
    private const int MostOneByOne = 5;

    /// <summary>How long a claim holds: longer than its tries may last.</summary>
    public TimeSpan Claim { get; } = TimeSpan.FromSeconds(60 + MostOneByOne * options.Value.TimeoutSeconds);

    /// <returns>Null when nothing is due.</returns>
    public async Task<Batch?> TakeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var first = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            """
            SELECT channel_id FROM notifications WHERE state IN ('Queued', 'Sending') AND next_try_at <= @now
            ORDER BY important DESC, next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
            """, new { now }, transaction, cancellationToken: cancellationToken));
        if (first is not { } id)
            return null;
        var rows = (await connection.QueryAsync<NotificationRow>(new CommandDefinition(
            """
            SELECT * FROM notifications WHERE channel_id = @id AND state IN ('Queued', 'Sending') AND next_try_at <= @now
            ORDER BY id LIMIT @MostTogether FOR UPDATE SKIP LOCKED
            """, new { id, now, MostTogether }, transaction, cancellationToken: cancellationToken))).AsList();
        var channel = await connection.QuerySingleAsync<Channel>(new CommandDefinition(
            $"SELECT {ChannelStore.Columns} FROM notification_channels WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken));
        var secret = await connection.QuerySingleAsync<string?>(new CommandDefinition(
            "SELECT secret FROM notification_channels WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken));
        var (recent, oldest) = await connection.QuerySingleAsync<(int, DateTimeOffset?)>(new CommandDefinition(
            "SELECT count(*)::int, min(sent_at) FROM notifications WHERE channel_id = @id AND sent_with IS NULL AND sent_at > @since",
            new { id, since = now - DigestRule.Window }, transaction, cancellationToken: cancellationToken));
        var choice = DigestRule.Choose(channel.IsMachine, rows.Count, recent);
        if (choice == DigestChoice.Each)
            rows = [.. rows.Take(MostOneByOne)];
        await LogStoppedAsync(connection, transaction, rows.Where(row => row.State == NotificationState.Sending), now, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            choice == DigestChoice.Later
                ? "UPDATE notifications SET state = 'Queued', next_try_at = @until WHERE id = ANY(@ids)"
                : "UPDATE notifications SET state = 'Sending', tries = tries + 1, next_try_at = @until, sent_with = nullif(@head, id) WHERE id = ANY(@ids)",
            new
            {
                ids = rows.Select(row => row.Id).ToArray(), head = choice == DigestChoice.Together ? rows[0].Id : (long?)null,
                until = choice == DigestChoice.Later ? (oldest ?? now) + DigestRule.Window : now + Claim,
            },
            transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return choice == DigestChoice.Later
            ? new Batch(channel, null, [], false)
            : new Batch(channel, secret, [.. rows.Select(row => row with { State = NotificationState.Sending, Tries = row.Tries + 1 })], choice == DigestChoice.Together);
    }

    /// <summary>What goes with these messages.</summary>
    public async Task<IReadOnlyList<AttachedFile>> FilesAsync(IEnumerable<NotificationRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<AttachedFile>(new CommandDefinition(
            "SELECT name, content_type, content FROM notification_files WHERE notification_id = ANY(@ids) ORDER BY notification_id, position",
            new { ids = rows.Select(row => row.Id).ToArray() }, cancellationToken: cancellationToken))];
    }

    /// <summary>Writes how a try of these messages ended.</summary>
    /// <param name="state">Sent, dead, or queued to be tried again at <paramref name="nextTryAt"/>.</param>
    /// <param name="then">Something more to write in the same transaction.</param>
    public async Task FinishAsync(
        IReadOnlyList<NotificationRow> rows, SendResult result, NotificationState state, DateTimeOffset begun, DateTimeOffset nextTryAt,
        Func<NpgsqlConnection, NpgsqlTransaction, Task> then, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Only what is still this try's: had the claim run out, somebody else has it now.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE notifications SET state = @state, next_try_at = @nextTryAt, sent_at = CASE WHEN @state = 'Sent' THEN @now END,
                sent_with = CASE WHEN @state = 'Sent' THEN sent_with END
            WHERE id = ANY(@ids) AND state = 'Sending' AND tries = ANY(@tries)
            """,
            new { ids = rows.Select(row => row.Id).ToArray(), tries = rows.Select(row => row.Tries).Distinct().ToArray(), state = state.ToString(), nextTryAt, now },
            transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO notification_attempts (notification_id, at, took_ms, outcome, words) SELECT id, @begun, @took, @outcome, @Words FROM unnest(@ids) AS id",
            new { ids = rows.Select(row => row.Id).ToArray(), begun, took = (int)Math.Min((now - begun).TotalMilliseconds, int.MaxValue), outcome = result.Outcome.ToString(), result.Words },
            transaction, cancellationToken: cancellationToken));
        await then(connection, transaction);
        await ChangeFeed.NotifyAsync(connection, transaction, Topics.Notifications, "");
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Forgets messages that are over and older.</summary>
    public async Task<int> DropAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE notifications SET sent_with = NULL WHERE sent_with IN (SELECT id FROM notifications WHERE made_at < @before);
            DELETE FROM notifications WHERE made_at < @before AND state IN ('Sent', 'Dead', 'Withdrawn')
            """, new { before }, cancellationToken: cancellationToken));
    }

    private static Task LogStoppedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<NotificationRow> stopped, DateTimeOffset now, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO notification_attempts (notification_id, at, took_ms, outcome, words) SELECT id, @now, 0, 'Unknown', @words FROM unnest(@ids) AS id",
            new { ids = stopped.Select(row => row.Id).ToArray(), now, words = "The portal was stopped while it sent this: it may have arrived. It is sent again." },
            transaction, cancellationToken: cancellationToken));
}
