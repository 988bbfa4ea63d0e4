using System.Globalization;
using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Calendars;

/// <summary>An event of an iCalendar file.</summary>
/// <param name="Who">Its summary, unescaped.</param>
public sealed record CalendarEvent(DateTimeOffset From, DateTimeOffset To, string Who);

/// <summary>Reads the events of an iCalendar file (RFC 5545). What it can't read wholly, such as a rule of repetition, is refused.</summary>
public static class CalendarReader
{
    public const int MostCharacters = 1_000_000;
    private const int MostEvents = 500;

    /// <param name="zone">The schedule's clock, for times that name no zone.</param>
    /// <returns>The events, or what is wrong in words.</returns>
    public static (IReadOnlyList<CalendarEvent> Events, string? Problem) Read(string text, WallClock zone)
    {
        if (text.Length > MostCharacters)
            return ([], "The file is larger than 1 MB.");
        var events = new List<CalendarEvent>();
        Dictionary<string, Property>? open = null;
        var depth = 0;
        foreach (var line in Unfold(text))
        {
            if (Property.Parse(line) is not { } property)
                continue;
            if (property.Is("BEGIN", "VEVENT"))
                (open, depth) = (new(StringComparer.OrdinalIgnoreCase), 0);
            else if (property.Name == "BEGIN" && open is not null)
                depth++;
            else if (property.Name == "END" && open is not null && depth > 0)
                depth--;
            else if (property.Is("END", "VEVENT") && open is not null)
            {
                var (one, problem) = EventOf(open, zone);
                if (problem is not null)
                    return ([], $"Event {events.Count + 1}: {problem}");
                if (events.Count == MostEvents)
                    return ([], $"The file has more than {MostEvents} events.");
                events.Add(one!);
                open = null;
            }
            else if (open is not null && depth == 0)
                open.TryAdd(property.Name, property);
        }
        return events.Count == 0 ? ([], "There is no event in it.") : (events, null);
    }

    private static (CalendarEvent? Event, string? Problem) EventOf(Dictionary<string, Property> fields, WallClock zone)
    {
        if (fields.ContainsKey("RRULE") || fields.ContainsKey("RDATE"))
            return (null, "it is repeated; give each time as an event of its own.");
        if (!fields.TryGetValue("DTSTART", out var start))
            return (null, "it has no DTSTART.");
        if (CalendarTime.Read(start, zone) is not { } from)
            return (null, $"its DTSTART \"{start.Value}\" can't be read.");
        DateTimeOffset? to;
        if (fields.TryGetValue("DTEND", out var end))
            to = CalendarTime.Read(end, zone);
        else if (fields.TryGetValue("DURATION", out var duration))
            to = CalendarTime.Duration(duration.Value) is { } length ? from + length : null;
        else
            to = start.IsDate && DateTime.TryParseExact(start.Value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? zone.First(day.AddDays(1)) : null;
        if (to is not { } until || until <= from)
            return (null, "it has no end after its start.");
        var who = fields.TryGetValue("SUMMARY", out var summary) ? Unescape(summary.Value).Trim() : "";
        return who.Length == 0 ? (null, "it has no SUMMARY, which names who stands in.") : (new CalendarEvent(from, until, who), null);
    }

    private static IEnumerable<string> Unfold(string text)
    {
        string? line = null;
        foreach (var part in text.Split('\n'))
        {
            var raw = part.TrimEnd('\r');
            if (raw.Length > 0 && raw[0] is ' ' or '\t' && line is not null)
            {
                line += raw[1..];
                continue;
            }
            if (line is not null)
                yield return line;
            line = raw;
        }
        if (line is not null)
            yield return line;
    }

    private static string Unescape(string text) => text.Replace("\\n", " ").Replace("\\N", " ").Replace("\\,", ",").Replace("\\;", ";").Replace("\\\\", "\\");
}
