using System.Net.Mail;

namespace OpsPortal.Features.Notifications.Channels;

/// <summary>What is wrong with a channel, in words for the person who makes it.</summary>
internal static class ChannelCheck
{
    private const int MostAddresses = 20;

    /// <param name="before">What is kept secret already; null for a new channel.</param>
    /// <returns>Null when nothing is.</returns>
    public static string? Problem(ChannelDraft draft, ChannelSecret? before, NotificationsOptions options)
    {
        if (draft.Name.Trim().Length is 0 or > 100)
            return "The name must have 1 to 100 characters.";
        if (draft.OwnerId is not null && draft.Kind is ChannelKind.Webhook or ChannelKind.PagerDuty)
            return "A person's own way is e-mail, Slack, Microsoft Teams or the browser.";
        if (draft.OwnerId is null && draft.Kind == ChannelKind.Browser)
            return "A browser is a person's own way, not a shared one.";
        if (draft.Callback.Length > 0 && (draft.OwnerId is not null || draft.Kind is not (ChannelKind.Slack or ChannelKind.PagerDuty) || draft.Callback.Length is < 16 or > 200))
            return "The secret of callbacks is of shared Slack and PagerDuty channels, and has 16 to 200 characters.";
        return draft.Kind switch
        {
            ChannelKind.Email => Mail(draft.Address, options),
            ChannelKind.Browser => null,
            ChannelKind.PagerDuty => draft.Key.Length == 0 && before?.Key is { Length: > 0 } ? null
                : draft.Key.Length is >= 16 and <= 100 && draft.Key.All(char.IsAsciiLetterOrDigit) ? null : "PagerDuty's routing key has letters and digits only, 32 as a rule.",
            ChannelKind.Webhook when draft.Key.Length is > 0 and < 16 or > 200 || (draft.Key.Length == 0 && before?.Key is not { Length: > 0 })
                => "The key that signs must have 16 to 200 characters.",
            _ => draft.Url.Length == 0 && before?.Url is { Length: > 0 } ? null : WebhookUrl.Problem(draft.Url, options.AllowHttp),
        };
    }

    /// <summary>The addresses of an e-mail channel.</summary>
    public static string[] Addresses(string text) => text.Split([',', ';', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Mail(string text, NotificationsOptions options)
    {
        if (options.Smtp.Host.Length == 0)
            return "The portal has no mail server yet: set Notifications:Smtp:Host and :From.";
        var addresses = Addresses(text);
        if (addresses.Length is 0 or > MostAddresses)
            return $"Give 1 to {MostAddresses} e-mail addresses.";
        return Array.Find(addresses, address => address.Length > 254 || !MailAddress.TryCreate(address, out _)) is { } wrong ? $"\"{wrong}\" is no e-mail address." : null;
    }
}
