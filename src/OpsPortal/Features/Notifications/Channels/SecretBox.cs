using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace OpsPortal.Features.Notifications.Channels;

/// <summary>Encrypts what is secret about a channel with the portal's keys, before it is stored.</summary>
internal sealed class SecretBox(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("OpsPortal.Notifications.Secrets");

    public string Close(ChannelSecret secret) => _protector.Protect(JsonSerializer.Serialize(secret));

    /// <returns>Null when the keys that closed it are gone: it must be entered again.</returns>
    public ChannelSecret? Open(string? closed)
    {
        if (closed is null)
            return new ChannelSecret(null, null);
        try
        {
            return JsonSerializer.Deserialize<ChannelSecret>(_protector.Unprotect(closed));
        }
        catch (Exception error) when (error is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
