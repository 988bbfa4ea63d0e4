using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Links;
using OpsPortal.Features.Notifications.Outbox;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>One round of the outbox: takes what is due of one channel, sends it, and writes how that went.</summary>
internal sealed partial class Delivery(
    OutboxStore store, IEnumerable<IChannelSender> senders, SecretBox box, AcknowledgeLinks links, IPortalAddress address, IIncidentDesk incidents,
    IOptions<NotificationsOptions> options, TimeProvider time, ILogger<Delivery> logger)
{
    private readonly Dictionary<ChannelKind, IChannelSender> _senders = senders.ToDictionary(sender => sender.Kind);

    /// <returns>False when nothing was due.</returns>
    public async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (await store.TakeAsync(cancellationToken) is not { } batch)
            return false;
        if (batch.Together)
            await SendAsync(batch, batch.Rows, cancellationToken);
        foreach (var row in batch.Together ? [] : batch.Rows)
            await SendAsync(batch, [row], cancellationToken);
        return true;
    }

    private async Task SendAsync(Batch batch, IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        var result = box.Open(batch.Secret) is not { } secret
            ? new SendResult(SendOutcome.Failed, "Its secret can't be read any more: the portal's keys were changed. Enter it again.")
            : await TryAsync(batch.Channel, secret, rows, cancellationToken);
        var tries = rows.Max(row => row.Tries);
        var state = result.Outcome == SendOutcome.Sent ? NotificationState.Sent
            : result.Outcome == SendOutcome.Failed || tries >= options.Value.MostTries ? NotificationState.Dead : NotificationState.Queued;
        if (state == NotificationState.Dead)
            LogDead(batch.Channel.Kind, rows[0].Id, result.Words);
        // How it went is written even when the process stops: otherwise it would be sent again.
        await store.FinishAsync(rows, result, state, begun, time.GetUtcNow() + Retry.PauseAfter(tries, Random.Shared.NextDouble(), result.After),
            (connection, transaction) => state == NotificationState.Dead ? TellIncidentsAsync(connection, transaction, batch.Channel, rows, result) : Task.CompletedTask, CancellationToken.None);
    }

    private async Task<SendResult> TryAsync(Channel channel, ChannelSecret secret, IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            var message = (rows.Count == 1 ? One(rows[0], channel) : Digest(rows)) with { Files = channel.Kind == ChannelKind.Email ? await store.FilesAsync(rows, cancellationToken) : [] };
            return await _senders[channel.Kind].SendAsync(channel, secret, message, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Again, "The portal was stopped while it sent this: it may have arrived.");
        }
        catch (Exception error) when (error is NpgsqlException or FormatException or ArgumentException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            LogFailed(channel.Kind, error.GetType().Name);
            return new SendResult(SendOutcome.Again, $"It could not be sent ({error.GetType().Name}).");
        }
    }

    private OutgoingMessage One(NotificationRow row, Channel channel) => new(
        row.Key, row.Kind, row.Important, row.Incident, row.Priority, row.Title, row.Body, address.BaseUrl + row.Href,
        row is { PersonId: { } person, Incident: { } incident, Kind: AnnouncementKind.Call } && channel.Kind != ChannelKind.Browser ? links.Make(incident, person, row.Id) : null, row.MadeAt, []);

    private OutgoingMessage Digest(IReadOnlyList<NotificationRow> rows)
    {
        var worst = rows.Min(row => row.Priority ?? 9);
        return new(
            rows[0].Key, rows.Any(row => row.Kind == AnnouncementKind.Call) ? AnnouncementKind.Call : rows[0].Kind, rows.Any(row => row.Important), null, worst == 9 ? null : worst,
            $"{rows.Count} messages" + (worst == 9 ? "" : $", up to P{worst}"), "", address.BaseUrl + "/incidents", null, rows[0].MadeAt,
            [.. rows.Select(row => new MessagePart(row.Title, address.BaseUrl + row.Href, row.MadeAt))]);
    }

    private async Task TellIncidentsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Channel channel, IReadOnlyList<NotificationRow> rows, SendResult result)
    {
        foreach (var row in rows.Where(row => row.Incident is not null))
        {
            await incidents.WriteAsync(connection, transaction, row.Incident!.Value, Actor.System("notifications"),
                $"Could not be told by {Channel.WordOf(channel.Kind)} ({channel.Name}): {result.Words}", CancellationToken.None);
        }
    }

    [LoggerMessage(2500, LogLevel.Error, "A message by {Kind} (notification {Id}) was given up: {Words}")]
    private partial void LogDead(ChannelKind kind, long id, string words);

    [LoggerMessage(2501, LogLevel.Warning, "A message by {Kind} could not be sent: {Error}")]
    private partial void LogFailed(ChannelKind kind, string error);
}
