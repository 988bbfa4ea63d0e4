using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Ui;

/// <summary>Moments and spans as units: dateTime…, time:FORMAT, clocks, durations in words. Moments are UTC here; the browser's twin knows the viewer's zone.</summary>
internal static partial class UnitMoments
{
    private static readonly (double Size, string Unit)[] Steps = [(31536000, "y"), (86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms")];

    /// <summary>Null for a unit that is none of these.</summary>
    public static string? Write(double value, string unit) => unit switch
    {
        "dateTimeAsIso" or "dateTimeAsIsoNoDateIfToday" or "dateTimeAsLocal" or "dateTimeAsLocalNoDateIfToday" or "dateTimeAsSystem" or "dateTimeFromNow" => Moment(value, "YYYY-MM-DD HH:mm:ss"),
        "dateTimeAsUS" or "dateTimeAsUSNoDateIfToday" => Moment(value, "MM/DD/YYYY h:mm:ss a"),
        _ when unit.StartsWith("time:", StringComparison.Ordinal) => Moment(value, unit[5..]),
        "dtdurations" => InWords(value),
        "dtdurationms" => InWords(value / 1000),
        "dthms" => Clock(value, false, false),
        "dtdhms" => Clock(value, false, true),
        "clocks" => Clock(value, true, false),
        "clockms" => Clock(value / 1000, true, false),
        _ => null,
    };

    private static string Moment(double ms, string form)
    {
        if (Math.Abs(ms) > 62135596800000)
            return ms.ToString("R", CultureInfo.InvariantCulture);
        var at = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(ms));
        return Tokens().Replace(form, token => at.ToString(token.Value switch
        {
            "YYYY" => "yyyy", "YY" => "yy", "DD" => "dd", "D" => "%d", "M" => "%M", "H" => "%H", "h" => "%h", "m" => "%m", "s" => "%s", "SSS" => "fff", "A" or "a" => "tt", var same => same,
        }, CultureInfo.InvariantCulture) is var text && token.Value == "a" ? text.ToLowerInvariant() : text);
    }

    private static string InWords(double seconds)
    {
        var rest = Math.Abs(seconds);
        var said = new List<string>(2);
        foreach (var (size, unit) in Steps)
        {
            if (rest < size || said.Count == 2)
            {
                if (said.Count > 0)
                    break;
                continue;
            }
            said.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(rest / size)} {unit}"));
            rest -= Math.Floor(rest / size) * size;
        }
        return said.Count == 0 ? "0 s" : (seconds < 0 ? "−" : "") + string.Join(' ', said);
    }

    private static string Clock(double seconds, bool letters, bool days)
    {
        var sign = seconds < 0 ? "−" : "";
        var whole = (long)Math.Floor(Math.Abs(seconds));
        var (h, m, s) = (whole / 3600, whole / 60 % 60, whole % 60);
        if (days && whole >= 86400)
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole / 86400} d {h % 24:00}:{m:00}:{s:00}");
        return letters ? string.Create(CultureInfo.InvariantCulture, $"{sign}{h:00}h:{m:00}m:{s:00}s") : string.Create(CultureInfo.InvariantCulture, $"{sign}{h:00}:{m:00}:{s:00}");
    }

    [GeneratedRegex("YYYY|YY|MM|M|DD|D|HH|H|hh|h|mm|m|ss|s|SSS|A|a")]
    private static partial Regex Tokens();
}
