using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>How a signature was judged.</summary>
public enum SignatureVerdict
{
    Good,
    Wrong,

    /// <summary>Signed more than <see cref="SignatureKeys.Window"/> ago, or ahead.</summary>
    OutsideWindow,
}

/// <summary>
/// Checks HMAC-SHA256 signatures of <c>{timestamp}:{body}</c>. A key's file is read anew a few seconds after it changed, so
/// that a key is changed without a restart: first the new one into the second file, then the sender, then the first file.
/// </summary>
public sealed class SignatureKeys(IOptions<IncidentsOptions> options, TimeProvider time)
{
    public const int LeastLength = 20;

    /// <summary>How old a signature may be, and how far ahead the sender's clock.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, byte[]? Key)> _keys = new(StringComparer.Ordinal);

    /// <returns>Null when there is no integration of that name.</returns>
    public IntegrationOptions? Find(string? name) => options.Value.Integrations.FirstOrDefault(one => one.Name == name);

    /// <param name="timestamp">Seconds since 1970, as the header has it: it is part of what is signed.</param>
    /// <param name="signature">Hexadecimal digits, with or without <c>sha256=</c> before them.</param>
    public SignatureVerdict Check(IntegrationOptions integration, string timestamp, ReadOnlySpan<byte> body, string signature)
    {
        // Milliseconds are known from the number of digits.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var told) || told > 9_999_999_999_999)
            return SignatureVerdict.Wrong;
        var at = told > 99_999_999_999 ? DateTimeOffset.FromUnixTimeMilliseconds(told) : DateTimeOffset.FromUnixTimeSeconds(told);
        var given = Digits(signature);
        var good = false;
        foreach (var file in integration.KeyFiles)
        {
            if (Key(file) is { } key)
                good |= CryptographicOperations.FixedTimeEquals(given, Sign(key, timestamp, body));
        }
        return !good ? SignatureVerdict.Wrong : (time.GetUtcNow() - at).Duration() > Window ? SignatureVerdict.OutsideWindow : SignatureVerdict.Good;
    }

    /// <summary>What a sender computes.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> key, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp + ":"));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static byte[] Digits(string signature)
    {
        const string Prefix = "sha256=";
        var digits = signature.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? signature[Prefix.Length..] : signature;
        var bytes = new byte[SHA256.HashSizeInBytes];
        return digits.Length == bytes.Length * 2 && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : [];
    }

    private byte[]? Key(string file)
    {
        var now = time.GetUtcNow();
        if (_keys.TryGetValue(file, out var known) && now - known.At < ReadEvery)
            return known.Key;
        byte[]? key = null;
        try
        {
            var text = File.ReadAllText(file).Trim();
            key = text.Length >= LeastLength ? Encoding.UTF8.GetBytes(text) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The other file may do; with none every signature is wrong, and the log says so at each.
        }
        _keys[file] = (now, key);
        return key;
    }
}
