using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>
/// The portal's own format. Signed over "{timestamp}:{body}" with HMAC-SHA256, so that who takes it can refuse what is forged or old.
/// </summary>
internal sealed class SignedWebhookSender(WebhookPoster poster, TimeProvider time) : IChannelSender
{
    public ChannelKind Kind => ChannelKind.Webhook;

    public Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var body = WebhookPoster.Json(new
        {
            id = message.Key, kind = message.Kind.ToString().ToLowerInvariant(), incident = message.Incident, priority = message.Priority, important = message.Important,
            title = message.Title, text = message.Text, link = message.Link, at = message.MadeAt,
        });
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return poster.PostAsync(secret.Url, body, [("X-OpsPortal-Delivery", message.Key), ("X-OpsPortal-Timestamp", timestamp), ("X-OpsPortal-Signature", Sign(secret.Key ?? "", timestamp, body))], cancellationToken);
    }

    /// <returns><c>sha256=</c> and 64 hexadecimal digits.</returns>
    internal static string Sign(string key, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + ":"), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed));
    }
}

/// <summary>PagerDuty's Events API v2: one alert there for one incident here, by its deduplication key.</summary>
internal sealed class PagerDutySender(WebhookPoster poster, IOptions<NotificationsOptions> options, IPortalAddress address) : IChannelSender
{
    private const int MostSummary = 1000;

    public ChannelKind Kind => ChannelKind.PagerDuty;

    public Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken)
        => poster.PostAsync(options.Value.PagerDutyUrl, WebhookPoster.Json(Body(secret.Key ?? "", message, new Uri(address.BaseUrl).Authority)), [], cancellationToken);

    internal static Dictionary<string, object?> Body(string routingKey, OutgoingMessage message, string source)
    {
        var action = message.Kind switch
        {
            AnnouncementKind.Acknowledged => "acknowledge",
            AnnouncementKind.Resolved => "resolve",
            _ => "trigger",
        };
        var body = new Dictionary<string, object?>
        {
            ["routing_key"] = routingKey, ["event_action"] = action,
            ["dedup_key"] = message.Incident is { } incident ? $"opsportal/{source}/INC-{incident}" : $"opsportal/{source}/{message.Key}",
        };
        if (action != "trigger")
            return body;
        body["payload"] = new
        {
            summary = message.Title.Length <= MostSummary ? message.Title : message.Title[..MostSummary], source,
            severity = message.Priority switch { 1 => "critical", 2 => "error", 3 => "warning", _ => "info" },
            timestamp = message.MadeAt, custom_details = new { text = message.Text },
        };
        body["links"] = new[] { new { href = message.Link, text = "OpsPortal" } };
        return body;
    }
}
