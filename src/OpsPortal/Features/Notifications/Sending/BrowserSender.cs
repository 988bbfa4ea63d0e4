using Npgsql;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Live;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Tells every open page of the person, on whichever replica it hangs. Where no page is open, nobody hears it.</summary>
internal sealed class BrowserSender(NpgsqlDataSource database) : IChannelSender
{
    public ChannelKind Kind => ChannelKind.Browser;

    public async Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ChangeFeed.NotifyAsync(connection, null, Topics.Browser, $"{channel.OwnerId} {message.Key}");
        return new SendResult(SendOutcome.Sent, "Told to the open pages, if there are any.");
    }
}
