using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>The levels that the page tells apart, and how they are drawn.</summary>
/// <param name="Name">In the URL, as a word and as <c>data-level</c>.</param>
/// <param name="Detected">The values of Loki's <c>detected_level</c> that belong to it.</param>
public sealed record LogLevelKind(string Name, IReadOnlyList<string> Detected);

public static class LogLevels
{
    /// <summary>Worst first.</summary>
    public static IReadOnlyList<LogLevelKind> All { get; } =
    [
        new("fatal", ["fatal", "critical"]),
        new("error", ["error"]),
        new("warn", ["warn"]),
        new("info", ["info"]),
        new("debug", ["debug", "trace"]),
        new("unknown", ["unknown"]),
    ];

    public static LogLevelKind Unknown => All[^1];

    /// <summary>The kind that a written level belongs to, however it is spelled; a number is none.</summary>
    public static LogLevelKind Of(string text) => text.ToLowerInvariant() switch
    {
        "fatal" or "critical" or "crit" or "emergency" or "emerg" or "alert" or "panic" => All[0],
        "error" or "err" or "eror" => All[1],
        "warn" or "warning" or "wrn" => All[2],
        "info" or "information" or "informational" or "inf" or "notice" => All[3],
        "debug" or "dbg" or "trace" or "trc" or "verbose" => All[4],
        _ => Unknown,
    };

    /// <summary>
    /// What Loki detected, or the stream's own label where an older Loki detects nothing; where these say nothing, a number in a field
    /// that has levels as numbers (<see cref="LevelNumbers"/>), beside the line, parsed of it, or in the line itself.
    /// </summary>
    public static LogLevelKind Of(LogEntry entry)
    {
        var text = Array.Find([entry.Metadata["detected_level"], entry.Stream["detected_level"], entry.Stream["level"], entry.Parsed["level"]], one => one.Length > 0) ?? "";
        if (Of(text) is var said && said != Unknown)
            return said;
        // What Loki didn't understand it hands on as it was, by whichever name: a severity's own scale goes before.
        var word = LevelNumbers.Word(field => Beside(entry, field));
        if (word.Length == 0)
            word = LevelNumbers.Word("level", text);
        return Of(word.Length > 0 ? word : LevelNumbers.OfLine(entry.Line));
    }

    private static string Beside(LogEntry entry, string field)
        => entry.Metadata[field] is { Length: > 0 } sent ? sent : entry.Stream[field] is { Length: > 0 } label ? label : entry.Parsed[field];
}
