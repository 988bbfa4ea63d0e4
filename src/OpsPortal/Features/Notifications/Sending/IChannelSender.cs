using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Speaks one kind of channel.</summary>
internal interface IChannelSender
{
    ChannelKind Kind { get; }

    /// <summary>One try. Expected failure is a result.</summary>
    Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken);
}
