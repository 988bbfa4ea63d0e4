using System.Net;

namespace OpsPortal.Features.Notifications.Channels;

/// <summary>Which addresses webhooks may have: https, and http only to this machine unless the settings allow more.</summary>
internal static class WebhookUrl
{
    /// <returns>What is wrong in words, or null.</returns>
    public static string? Problem(string text, bool allowHttp)
    {
        if (text.Length > 2000 || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return "The address must begin with https:// and have at most 2000 characters.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "The address must have no user name and no # in it.";
        return url.Scheme == "https" || allowHttp || IsThisMachine(url) ? null : "The address must begin with https://; http goes to this machine only, unless Notifications:AllowHttp is set.";
    }

    private static bool IsThisMachine(Uri url) => url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
