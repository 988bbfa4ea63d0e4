using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Callbacks;
using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Slack's incoming webhooks, and whatever takes their format.</summary>
internal sealed class SlackSender(WebhookPoster poster) : IChannelSender
{
    private const int MostSection = 2900;

    public ChannelKind Kind => ChannelKind.Slack;

    public Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken)
        => poster.PostAsync(secret.Url, WebhookPoster.Json(Body(message, secret.Callback is not null)), [], cancellationToken);

    /// <param name="takesCallbacks">A press on "Acknowledge" comes back to the portal.</param>
    internal static object Body(OutgoingMessage message, bool takesCallbacks = false)
    {
        var text = message.Parts.Count == 0 ? message.Text : string.Join("\n", message.Parts.Select(part => $"• <{part.Link}|{Escape(part.Title)}>"));
        var section = $"*{Escape(message.Title)}*" + (text.Length == 0 ? "" : "\n" + (message.Parts.Count == 0 ? Escape(text) : text));
        object Button(string words, string link, string? style) => style is null
            ? new { type = "button", text = new { type = "plain_text", text = words }, url = link }
            : new { type = "button", text = new { type = "plain_text", text = words }, url = link, style };
        object[] buttons = message.AcknowledgeLink is { } link ? [Button("Acknowledge", link, "primary"), Button("Open", message.Link, null)]
            : takesCallbacks && message is { Kind: AnnouncementKind.Call, Incident: { } incident, Parts.Count: 0 }
                ? [new { type = "button", text = new { type = "plain_text", text = "Acknowledge" }, style = "primary", action_id = Callback.AcknowledgeAction, value = "INC-" + incident }, Button("Open", message.Link, null)]
                : [Button("Open", message.Link, null)];
        return new
        {
            text = Escape(message.Title),
            blocks = new object[]
            {
                new { type = "section", text = new { type = "mrkdwn", text = Cut(section) } },
                new { type = "actions", elements = buttons },
            },
        };
    }

    // At a line's end where there is one: half a link is none.
    private static string Cut(string text)
        => text.Length <= MostSection ? text : text[..(text.LastIndexOf('\n', MostSection) is > 0 and var end ? end : MostSection)] + "\n…";

    // The three characters that Slack gives a meaning to.
    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}

/// <summary>Microsoft Teams' webhooks (workflows), which take an Adaptive Card.</summary>
internal sealed class TeamsSender(WebhookPoster poster) : IChannelSender
{
    public ChannelKind Kind => ChannelKind.Teams;

    public Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken)
        => poster.PostAsync(secret.Url, WebhookPoster.Json(Body(message)), [], cancellationToken);

    internal static object Body(OutgoingMessage message)
    {
        var colour = message.Kind is AnnouncementKind.Call or AnnouncementKind.Reminder && message.Important ? "Attention" : message.Kind == AnnouncementKind.Resolved ? "Good" : "Default";
        var body = new List<object> { new { type = "TextBlock", text = Escape(message.Title), weight = "Bolder", size = "Medium", color = colour, wrap = true } };
        if (message.Text.Length > 0 && message.Parts.Count == 0)
            body.Add(new { type = "TextBlock", text = Escape(message.Text).ReplaceLineEndings("\n\n"), wrap = true });
        body.AddRange(message.Parts.Select(part => (object)new { type = "TextBlock", text = $"[{Escape(part.Title)}]({part.Link})", wrap = true, spacing = "Small" }));
        var open = new { type = "Action.OpenUrl", title = "Open", url = message.Link };
        object[] actions = message.AcknowledgeLink is { } link ? [new { type = "Action.OpenUrl", title = "Acknowledge", url = link }, open] : [open];
        var card = new Dictionary<string, object>
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = body, ["actions"] = actions,
        };
        return new { type = "message", attachments = new[] { new { contentType = "application/vnd.microsoft.card.adaptive", content = card } } };
    }

    // Text blocks read a little Markdown.
    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("*", "\\*").Replace("_", "\\_").Replace("[", "\\[").Replace("]", "\\]");
}
