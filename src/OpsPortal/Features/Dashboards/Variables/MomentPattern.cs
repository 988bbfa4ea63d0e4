using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Date patterns as the moment library writes them: <c>YYYY-MM-DD HH:mm:ss</c>.</summary>
internal static partial class MomentPattern
{
    public static string Format(DateTimeOffset at, string pattern) => Token().Replace(pattern, match => match.Value switch
    {
        ['[', .. var literal, ']'] => literal,
        "YYYY" => at.ToString("yyyy", CultureInfo.InvariantCulture),
        "YY" => at.ToString("yy", CultureInfo.InvariantCulture),
        "MMMM" => at.ToString("MMMM", CultureInfo.InvariantCulture),
        "MMM" => at.ToString("MMM", CultureInfo.InvariantCulture),
        "MM" => at.ToString("MM", CultureInfo.InvariantCulture),
        "M" => at.Month.ToString(CultureInfo.InvariantCulture),
        "DDDD" or "DDD" => at.DayOfYear.ToString(match.Value == "DDDD" ? "000" : "0", CultureInfo.InvariantCulture),
        "DD" => at.ToString("dd", CultureInfo.InvariantCulture),
        "D" => at.Day.ToString(CultureInfo.InvariantCulture),
        "Do" => at.Day + (at.Day is 1 or 21 or 31 ? "st" : at.Day is 2 or 22 ? "nd" : at.Day is 3 or 23 ? "rd" : "th"),
        "dddd" => at.ToString("dddd", CultureInfo.InvariantCulture),
        "ddd" => at.ToString("ddd", CultureInfo.InvariantCulture),
        "Q" => ((at.Month + 2) / 3).ToString(CultureInfo.InvariantCulture),
        "HH" => at.ToString("HH", CultureInfo.InvariantCulture),
        "H" => at.Hour.ToString(CultureInfo.InvariantCulture),
        "hh" => at.ToString("hh", CultureInfo.InvariantCulture),
        "h" => ((at.Hour + 11) % 12 + 1).ToString(CultureInfo.InvariantCulture),
        "mm" => at.ToString("mm", CultureInfo.InvariantCulture),
        "m" => at.Minute.ToString(CultureInfo.InvariantCulture),
        "ss" => at.ToString("ss", CultureInfo.InvariantCulture),
        "s" => at.Second.ToString(CultureInfo.InvariantCulture),
        "SSS" => at.ToString("fff", CultureInfo.InvariantCulture),
        "A" => at.Hour < 12 ? "AM" : "PM",
        "a" => at.Hour < 12 ? "am" : "pm",
        "X" => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "x" => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        "ZZ" => "+0000",
        "Z" => "+00:00",
        _ => match.Value,
    });

    [GeneratedRegex(@"\[[^\]]*\]|YYYY|YY|MMMM|MMM|MM|M|Do|DDDD|DDD|DD|D|dddd|ddd|Q|HH|H|hh|h|mm|m|ss|s|SSS|A|a|X|x|ZZ|Z")]
    private static partial Regex Token();
}
