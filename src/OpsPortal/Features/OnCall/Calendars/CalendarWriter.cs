using System.Globalization;
using System.Text;
using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Features.OnCall.Calendars;

/// <summary>Shifts as an iCalendar file (RFC 5545), in UTC.</summary>
public static class CalendarWriter
{
    public const string ContentType = "text/calendar; charset=utf-8";
    private const int LongestLine = 75;

    /// <param name="key">Part of each event's id: the schedule's.</param>
    /// <param name="shifts">Those of nobody are left out.</param>
    /// <param name="nameOf">From an account id to a name.</param>
    public static string Write(string name, string key, IEnumerable<Shift> shifts, Func<string, string> nameOf, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//OpsPortal//On call//EN");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        Line(text, "X-WR-CALNAME:" + Escape(name));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        foreach (var shift in shifts)
        {
            if (shift.Person is not { } person)
                continue;
            Line(text, "BEGIN:VEVENT");
            Line(text, $"UID:{key}-{Moment(shift.From)}@opsportal");
            Line(text, "DTSTAMP:" + Moment(now));
            Line(text, "DTSTART:" + Moment(shift.From));
            Line(text, "DTEND:" + Moment(shift.To));
            Line(text, "SUMMARY:" + Escape($"{nameOf(person)} on call: {name}"));
            Line(text, "DESCRIPTION:" + Escape(shift.Because));
            Line(text, "TRANSP:TRANSPARENT");
            Line(text, "END:VEVENT");
        }
        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace(";", "\\;").Replace(",", "\\,").Replace("\r\n", "\n").Replace("\n", "\\n").Replace("\r", "");

    // A line is at most 75 bytes, and goes on after a line break and a blank; no character is cut in two.
    private static void Line(StringBuilder text, string line)
    {
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                length = 1;
            }
            text.Append(rune);
            length += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
