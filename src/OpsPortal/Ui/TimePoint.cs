using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Ui;

/// <summary>One end of a range: "now", "now-90m", "now-1d/d" (rounded to the UTC day), or Unix milliseconds.</summary>
internal static partial class TimePoint
{
    // Year 9999; beyond it a DateTimeOffset can't hold the moment.
    private const long MaxMilliseconds = 253_402_300_799_999;

    /// <param name="roundUp">Where "/d" rounds to: true to the end of the unit, false to its start.</param>
    public static bool TryResolve(string text, DateTimeOffset now, bool roundUp, out DateTimeOffset at)
    {
        at = now;
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var milliseconds))
        {
            if (milliseconds is < 0 or > MaxMilliseconds)
                return false;
            at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }
        var match = Relative().Match(text);
        if (!match.Success)
            return false;
        if (match.Groups["count"].Success)
        {
            if (!int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000)
                return false;
            at = Add(now, match.Groups["sign"].Value == "-" ? -count : count, match.Groups["unit"].Value[0]);
        }
        if (match.Groups["round"].Success)
            at = Round(at, match.Groups["round"].Value[0], roundUp);
        return true;
    }

    private static DateTimeOffset Add(DateTimeOffset at, int count, char unit) => unit switch
    {
        's' => at.AddSeconds(count),
        'm' => at.AddMinutes(count),
        'h' => at.AddHours(count),
        'd' => at.AddDays(count),
        'w' => at.AddDays(7.0 * Math.Clamp(count, -10_000, 10_000)),
        'M' => at.AddMonths(Math.Clamp(count, -1200, 1200)),
        _ => at.AddYears(Math.Clamp(count, -100, 100)),
    };

    private static DateTimeOffset Round(DateTimeOffset at, char unit, bool up)
    {
        at = at.ToUniversalTime();
        var day = new DateTimeOffset(at.Year, at.Month, at.Day, 0, 0, 0, TimeSpan.Zero);
        var start = unit switch
        {
            's' => day.AddSeconds(Math.Floor(at.TimeOfDay.TotalSeconds)),
            'm' => day.AddMinutes(Math.Floor(at.TimeOfDay.TotalMinutes)),
            'h' => day.AddHours(at.Hour),
            'd' => day,
            'w' => day.AddDays(-(((int)at.DayOfWeek + 6) % 7)),
            'M' => day.AddDays(1 - at.Day),
            _ => new DateTimeOffset(at.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        return up ? Add(start, 1, unit) : start;
    }

    [GeneratedRegex(@"^now(?:(?<sign>[+-])(?<count>\d{1,6})(?<unit>[smhdwMy]))?(?:/(?<round>[smhdwMy]))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Relative();
}
