using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>Moments as Elasticsearch writes them, as nanoseconds since 1970. A field of type date has milliseconds, date_nanos all nine digits.</summary>
internal static class ElasticMoment
{
    /// <summary><c>strict_date_optional_time_nanos</c>.</summary>
    public const string Format = "strict_date_optional_time_nanos";

    /// <summary><c>2026-11-21T03:00:00.123456789Z</c></summary>
    public static string Write(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        return DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "." + rest.ToString("D9", CultureInfo.InvariantCulture) + "Z";
    }

    /// <summary>A text in UTC; or, of servers that leave the format out, milliseconds as a number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Read(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetInt64() is var number && number > 100_000_000_000_000_000 ? number : number * 1_000_000;
        var text = JsonText.Of(value);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var end = text.AsSpan().LastIndexOfAny("Z+-");
        if (point < 0 || end < point)
            return Whole(text);
        var digits = text.AsSpan(point + 1, end - point - 1);
        if (digits.Length is 0 or > 9)
            throw new FormatException($"“{text}” is no moment");
        return Whole(string.Concat(text.AsSpan(0, point), text.AsSpan(end))) + long.Parse(digits.ToString().PadRight(9, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static long Whole(string text)
        => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds() * 1_000_000_000;
}
