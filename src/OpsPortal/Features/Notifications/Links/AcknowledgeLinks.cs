using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Notifications.Links;

/// <summary>What a link in a message says.</summary>
/// <param name="Person">The account id that it was made for.</param>
internal sealed record AcknowledgeLink(long Incident, string Person, long Notification, bool IsExpired)
{
    /// <summary>The same for each tap of one link: it is taken once.</summary>
    public Guid Step => new(SHA256.HashData(BitConverter.GetBytes(Notification)).AsSpan(0, 16));
}

/// <summary>Links that acknowledge: signed and encrypted with the portal's keys, good for one person and a limited time.</summary>
internal sealed class AcknowledgeLinks(IDataProtectionProvider protection, IPortalAddress address, IOptions<NotificationsOptions> options, TimeProvider time)
{
    public const string Path = "/acknowledge";
    private readonly IDataProtector _protector = protection.CreateProtector("OpsPortal.Notifications.Acknowledge");

    /// <returns>An absolute address.</returns>
    public string Make(long incident, string person, long notification)
    {
        var until = time.GetUtcNow().AddHours(options.Value.LinkHours).ToUnixTimeSeconds();
        var text = string.Create(CultureInfo.InvariantCulture, $"{incident} {notification} {until} {person}");
        return $"{address.BaseUrl}{Path}?key={WebEncoders.Base64UrlEncode(_protector.Protect(System.Text.Encoding.UTF8.GetBytes(text)))}";
    }

    /// <returns>Null when it isn't one of ours, or was changed.</returns>
    public AcknowledgeLink? Read(string key)
    {
        try
        {
            var parts = System.Text.Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(key))).Split(' ', 4);
            return new(Number(parts[0]), parts[3], Number(parts[1]), DateTimeOffset.FromUnixTimeSeconds(Number(parts[2])) < time.GetUtcNow());
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
