using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Live;

namespace OpsPortal.Features.Notifications.Outbox;

/// <summary>Writes messages in the transaction of what they tell.</summary>
internal sealed class NotificationOutbox(ChannelStore channels, TimeProvider time) : INotifications
{
    private const int MostTitle = 300;
    private const int MostText = 8000;

    public async Task<IReadOnlyList<string>> TellPersonAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string person, Announcement notice, CancellationToken cancellationToken)
    {
        var ways = (await connection.QueryAsync<Channel>(new CommandDefinition(
            $"""
            SELECT {ChannelStore.Columns} FROM notification_channels
            WHERE owner_id = @person AND deleted_at IS NULL AND (CASE WHEN @Important THEN important ELSE routine END) ORDER BY kind, id
            """,
            new { person, notice.Important }, transaction, cancellationToken: cancellationToken))).AsList();
        foreach (var way in ways)
            await WriteAsync(connection, transaction, way, person, notice, cancellationToken);
        return [.. ways.Select(way => Channel.WordOf(way.Kind))];
    }

    public async Task<string?> TellChannelAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid channel, Announcement notice, CancellationToken cancellationToken)
    {
        var found = await connection.QuerySingleOrDefaultAsync<Channel>(new CommandDefinition(
            $"SELECT {ChannelStore.Columns} FROM notification_channels WHERE id = @channel AND deleted_at IS NULL", new { channel }, transaction, cancellationToken: cancellationToken));
        if (found is not null)
            await WriteAsync(connection, transaction, found, found.OwnerId, notice, cancellationToken);
        return found?.Name;
    }

    public async Task FollowUpAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Announcement notice, CancellationToken cancellationToken)
    {
        // One that was never told of the incident needs not be told that it is over; a machine that may have got it must be.
        var told = (await connection.QueryAsync<Channel>(new CommandDefinition(
            $"""
            SELECT {ChannelStore.Columns} FROM notification_channels c
            WHERE owner_id IS NULL AND deleted_at IS NULL
              AND EXISTS (SELECT FROM notifications n WHERE n.channel_id = c.id AND n.incident = @Incident AND n.kind = 'Call' AND (n.tries > 0 OR n.state = 'Sent'))
            ORDER BY id
            """, new { notice.Incident }, transaction, cancellationToken: cancellationToken))).AsList();
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE notifications SET state = 'Withdrawn' WHERE incident = @Incident AND state = 'Queued' AND kind IN ('Call', 'Reminder')",
            new { notice.Incident }, transaction, cancellationToken: cancellationToken));
        foreach (var channel in told)
            await WriteAsync(connection, transaction, channel, null, notice, cancellationToken);
    }

    public async Task<Outcome<IReadOnlyList<ChannelName>>> ChannelsAsync(CancellationToken cancellationToken)
        => (await channels.ListAsync(null, cancellationToken)).Map<IReadOnlyList<ChannelName>>(all => [.. all.Select(one => new ChannelName(one.Id, one.Name, Channel.WordOf(one.Kind)))]);

    private async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Channel channel, string? person, Announcement notice, CancellationToken cancellationToken)
    {
        var written = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            INSERT INTO notifications (key, made_at, channel_id, person_id, kind, important, incident, priority, title, body, href, next_try_at)
            VALUES (@key, @now, @Id, @person, @kind, @Important, @Incident, @priority, @title, @body, @Href, @now) ON CONFLICT (key) DO NOTHING RETURNING id
            """,
            new
            {
                key = $"{notice.Key}:{channel.Id:N}", now = time.GetUtcNow(), channel.Id, person, kind = notice.Kind.ToString(), notice.Important, notice.Incident,
                priority = (short?)notice.Priority, title = Cut(notice.Title.ReplaceLineEndings(" "), MostTitle), body = Cut(notice.Text, MostText), notice.Href,
            },
            transaction, cancellationToken: cancellationToken));
        if (written is not { } id)
            return;
        if (channel.Kind == ChannelKind.Email)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO notification_files (notification_id, position, name, content_type, content) VALUES (@id, @position, @Name, @ContentType, @Content)",
                notice.Files.Select((file, position) => new { id, position, file.Name, file.ContentType, file.Content }).ToArray(), transaction, cancellationToken: cancellationToken));
        }
        await ChangeFeed.NotifyAsync(connection, transaction, Topics.Notifications, "");
    }

    // PostgreSQL holds no NUL.
    private static string Cut(string text, int most) => (text.Length <= most ? text : text[..(most - 1)] + "…").Replace('\0', '\u2400');
}
