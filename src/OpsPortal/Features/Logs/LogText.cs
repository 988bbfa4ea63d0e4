using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>Makes a line readable: the message out of its JSON, its fields, and no character that could fool a reader.</summary>
internal static class LogText
{
    private const int LongestMessage = 600;
    private const int LongestMore = 300;
    private const int MostFields = 200;

    // In this order: the first that a line has is its message.
    private static readonly string[] MessageFields = ["message", "msg", "@m", "@mt", "event", "Message", "text", "log", "error", "exception"];

    /// <summary>One line for the list: the JSON's message, or the line itself; cut, and on one line.</summary>
    public static string Message(string line)
    {
        var message = line.StartsWith('{') ? MessageOf(line) ?? line : line;
        return Visible(message.Length > LongestMessage ? string.Concat(message.AsSpan(0, LongestMessage), "…") : message, oneLine: true);
    }

    /// <summary>
    /// The fields of a JSON line beside its message that tell one line from the next: <c>status=500 duration_ms=631.2</c>.
    /// Empty for other lines, and for those that have no message, since they are shown whole.
    /// </summary>
    public static string More(string line)
    {
        if (!line.StartsWith('{') || MessageOf(line) is not { } message)
            return "";
        var more = new StringBuilder();
        foreach (var (name, value) in Fields(line))
        {
            if (more.Length > LongestMore)
                break;
            if (value.Length is > 0 and < 200 && value != message && !IsSaidElsewhere(name))
                more.Append(more.Length > 0 ? " " : "").Append(name).Append('=').Append(value);
        }
        return Visible(more.ToString(), oneLine: true);
    }

    /// <summary>The fields of a JSON line, nested ones joined by a point, in the line's order; none for other lines.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Fields(string line)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (!line.StartsWith('{'))
            return fields;
        try
        {
            using var document = JsonDocument.Parse(line);
            Flatten(document.RootElement, "", fields);
        }
        catch (JsonException)
        {
            // It only looked like JSON: there are no fields, and the raw line is shown anyway.
        }
        return fields;
    }

    /// <summary>The service that a line is of.</summary>
    public static string Service(LogEntry entry)
        => entry.Stream["service"] is { Length: > 0 } service ? service : entry.Stream["service_name"];

    /// <summary>Control characters and those that turn the writing direction become visible codes; tabs stay.</summary>
    public static string Visible(string text, bool oneLine)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && text.All(c => c is not '\u007f' && !Turns(c)))
            return text;
        var visible = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c == '\n')
                visible.Append(oneLine ? "↵" : "\n");
            else if (c is '\t' || (c == '\r' && !oneLine))
                visible.Append(c);
            else if (c < ' ')
                visible.Append((char)('\u2400' + c));
            else if (c == '\u007f')
                visible.Append('\u2421');
            else if (Turns(c))
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
            else
                visible.Append(c);
        }
        return visible.ToString();
    }

    // The row has columns for these, or they are ids, which a person doesn't read in a list.
    private static bool IsSaidElsewhere(string name)
        => name.ToLowerInvariant() is "timestamp" or "time" or "ts" or "@t" or "@timestamp" or "level" or "@l" or "severity" or "logger" or "service" or "version" or "environment" or "instance"
            || name.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal);

    private static bool Turns(char c) => c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string? MessageOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            foreach (var name in MessageFields)
            {
                if (document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
                    return text;
            }
        }
        catch (JsonException)
        {
            // It only looked like JSON: the line is its own message.
        }
        return null;
    }

    private static void Flatten(JsonElement element, string prefix, List<KeyValuePair<string, string>> fields)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (fields.Count == MostFields)
                return;
            var name = prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object)
                Flatten(property.Value, name, fields);
            else
                fields.Add(new(name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText()));
        }
    }
}
