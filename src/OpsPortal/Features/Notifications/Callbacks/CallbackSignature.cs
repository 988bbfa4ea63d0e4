using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsPortal.Features.Notifications.Callbacks;

/// <summary>Whether a callback is from whom it says, by the secret that both sides know.</summary>
internal static class CallbackSignature
{
    /// <summary>How old a signed call may be, where the sender says its time.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>PagerDuty's webhooks (v3): HMAC-SHA256 of the body, one for each secret that is valid now.</summary>
    /// <param name="header"><c>v1=</c> and hexadecimal digits, several with commas between them.</param>
    public static bool IsPagerDutys(string secret, string header, ReadOnlySpan<byte> body)
    {
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);
        var good = false;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            good |= part.StartsWith("v1=", StringComparison.Ordinal) && Same(expected, part[3..]);
        return good;
    }

    /// <summary>Slack's requests: HMAC-SHA256 of <c>v0:{timestamp}:{body}</c>.</summary>
    public static bool IsSlacks(string secret, string timestamp, string header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var told) || told > 99_999_999_999
            || (now - DateTimeOffset.FromUnixTimeSeconds(told)).Duration() > Window || !header.StartsWith("v0=", StringComparison.Ordinal))
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        return Same(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed), header[3..]);
    }

    private static bool Same(byte[] expected, string digits)
    {
        var given = new byte[expected.Length];
        return digits.Length == given.Length * 2 && Convert.FromHexString(digits, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
