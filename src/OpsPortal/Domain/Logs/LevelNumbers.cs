using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Domain;

/// <summary>
/// Levels that are written as numbers. A number says something only beside its field's name: 3 is an error of syslog and a trace of
/// OpenTelemetry. What no scale of the field's has (a <c>level</c> of 0 to 7, which is a debug line here and an emergency there) says nothing.
/// </summary>
public static class LevelNumbers
{
    // pino, bunyan: their own steps, not what lies between.
    private static readonly string[] Tens = ["trace", "debug", "info", "warn", "error", "fatal"];

    // RFC 5424, as journald has them: emergency, alert, critical, error, warning, notice, informational, debug.
    private static readonly string[] Syslog = ["fatal", "fatal", "critical", "error", "warn", "info", "info", "debug"];

    /// <summary>The fields that may have one, by which a line of JSON is asked.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["level", "severity", "PRIORITY", "severity_number", "severityNumber"];

    /// <summary>What a field's value means, as Loki writes it: <c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c>, <c>error</c>, <c>critical</c>, <c>fatal</c>; "" when it isn't such a number.</summary>
    /// <param name="field">With its path: <c>log.level</c>.</param>
    public static string Word(string field, string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? ScaleOf(field)?.Invoke(number) ?? "" : "";

    /// <summary>The numbers that mean a level, lowest first; none where the field has no scale.</summary>
    public static IEnumerable<string> Of(string field, string word)
        => ScaleOf(field) is { } scale ? Enumerable.Range(0, 61).Where(number => scale(number) == word).Select(number => number.ToString(CultureInfo.InvariantCulture)) : [];

    /// <summary>What the first of the fields that has such a number means; "" when none has.</summary>
    public static string Word(Func<string, string> valueOf)
        => Fields.Select(field => Word(field, valueOf(field))).FirstOrDefault(word => word.Length > 0) ?? "";

    /// <summary>The same of a line that is an object of JSON: only what stands in it itself, not deeper.</summary>
    public static string OfLine(string line)
    {
        // Most lines have no such field: they aren't read.
        if (!line.StartsWith('{') || !Fields.Any(field => line.Contains(field, StringComparison.Ordinal)))
            return "";
        try
        {
            using var json = JsonDocument.Parse(line);
            return Word(field => json.RootElement.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String ? value.ToString() : "");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON, or JSON with halves of characters.
            return "";
        }
    }

    private static Func<int, string>? ScaleOf(string field)
    {
        if (field.EndsWith(".keyword", StringComparison.Ordinal))
            field = field[..^".keyword".Length];
        return field == "PRIORITY" || field.EndsWith(".PRIORITY", StringComparison.Ordinal) ? number => number < Syslog.Length ? Syslog[number] : ""
            : field.Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() switch
            {
                "level" or "lvl" or "loglevel" => number => number is >= 10 and <= 60 && number % 10 == 0 ? Tens[number / 10 - 1] : "",
                "severity" or "syslogseverity" or "syslogseveritycode" or "logsyslogseveritycode" => number => number < Syslog.Length ? Syslog[number] : "",
                // OpenTelemetry: four of each.
                "severitynumber" => number => number is >= 1 and <= 24 ? Tens[(number - 1) / 4] : "",
                _ => null,
            };
    }
}
