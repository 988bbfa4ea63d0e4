using System.Globalization;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Times and durations as Go prints them.</summary>
internal static class GoTime
{
    private const long Second = 1_000_000_000;

    /// <summary>Since 1970.</summary>
    public static long Nanoseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary><c>2026-11-21T03:31:33Z</c>, without fractions.</summary>
    public static string Utc(long nanoseconds)
        => DateTimeOffset.FromUnixTimeSeconds(Math.DivRem(nanoseconds, Second).Quotient)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>2026-11-21 03:31:33.088033681 +0000 UTC</c></summary>
    public static string Long(long nanoseconds)
    {
        var fraction = (nanoseconds % Second).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return DateTimeOffset.FromUnixTimeSeconds(nanoseconds / Second).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            + (fraction.Length > 0 ? "." + fraction : "") + " +0000 UTC";
    }

    /// <summary><c>744h0m0s</c>, whole seconds.</summary>
    public static string Duration(long nanoseconds)
    {
        var seconds = nanoseconds / Second;
        if (seconds < 60)
            return $"{seconds}s";
        return seconds < 3600 ? $"{seconds / 60}m{seconds % 60}s" : $"{seconds / 3600}h{seconds / 60 % 60}m{seconds % 60}s";
    }
}
