using System.Globalization;
using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Calendars;

/// <summary>A line of an iCalendar file: <c>NAME;PARAMETER=x:value</c>.</summary>
internal sealed record Property(string Name, string? Zone, bool IsDate, string Value)
{
    public bool Is(string name, string value) => Name == name && Value.Equals(value, StringComparison.OrdinalIgnoreCase);

    public static Property? Parse(string line)
    {
        var quoted = false;
        var colon = -1;
        for (var i = 0; i < line.Length && colon < 0; i++)
        {
            quoted ^= line[i] == '"';
            colon = line[i] == ':' && !quoted ? i : -1;
        }
        if (colon < 1)
            return null;
        var parts = line[..colon].Split(';');
        var parameters = parts.Skip(1).Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0].ToUpperInvariant(), pair => pair[1].Trim('"'));
        return new(parts[0].ToUpperInvariant(), parameters["TZID"].FirstOrDefault(), parameters["VALUE"].Any(value => value.Equals("DATE", StringComparison.OrdinalIgnoreCase)), line[(colon + 1)..]);
    }
}

/// <summary>Times and durations of iCalendar files.</summary>
internal static class CalendarTime
{
    public static DateTimeOffset? Read(Property property, WallClock floating)
    {
        var clock = floating;
        if (property.Zone is { } zone && !WallClock.TryFind(zone, out clock))
            return null;
        if (property.IsDate || property.Value.Length == 8)
            return Parse(property.Value, "yyyyMMdd") is { } day ? clock.First(day) : null;
        if (property.Value.EndsWith('Z'))
            return Parse(property.Value, "yyyyMMdd'T'HHmmss'Z'") is { } utc ? new DateTimeOffset(utc, TimeSpan.Zero) : null;
        return Parse(property.Value, "yyyyMMdd'T'HHmmss") is { } wall ? clock.First(wall) : null;
    }

    /// <summary><c>P1W</c>, <c>P1DT2H</c>, <c>PT90M</c>; null when it can't be read.</summary>
    public static TimeSpan? Duration(string text)
    {
        var (sum, number, digits) = (TimeSpan.Zero, 0, 0);
        foreach (var letter in text.TrimStart('+'))
        {
            if (char.IsAsciiDigit(letter) && digits++ < 6)
                number = number * 10 + (letter - '0');
            else if (letter is 'P' or 'T' && digits == 0)
                continue;
            else if (digits > 0 && digits <= 6 && letter is 'W' or 'D' or 'H' or 'M' or 'S')
            {
                sum += letter switch
                {
                    'W' => TimeSpan.FromDays(7 * number),
                    'D' => TimeSpan.FromDays(number),
                    'H' => TimeSpan.FromHours(number),
                    'M' => TimeSpan.FromMinutes(number),
                    _ => TimeSpan.FromSeconds(number),
                };
                (number, digits) = (0, 0);
            }
            else
                return null;
        }
        return digits == 0 ? sum : null;
    }

    private static DateTime? Parse(string text, string format)
        => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read.Year is > 1970 and < 2200 ? read : null;
}
