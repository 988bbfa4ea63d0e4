using System.Text.Json;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary>Finds a line's level as Loki does at ingestion: labels first, then metadata, then the line's own JSON or logfmt, then words.</summary>
internal static class LevelDetector
{
    public const string Label = "detected_level";

    private static readonly string[] Fields = ["level", "LEVEL", "Level", "log.level", "severity", "SEVERITY", "Severity", "severity_text", "lvl", "LVL"];

    /// <returns><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c>, <c>error</c>, <c>critical</c>, <c>fatal</c> or <c>unknown</c>; of a label or of metadata what isn't understood, such as a number, is handed on.</returns>
    public static string Detect(LogLabels stream, LogLine line)
    {
        foreach (var field in Fields)
        {
            if (stream[field] is { Length: > 0 } value)
                return Normal(value) ?? value;
        }

        foreach (var (name, value) in line.Metadata)
        {
            if (Fields.Contains(name))
                return Normal(value) ?? value;
        }

        return OfText(line.Line);
    }

    private static string OfText(string text)
    {
        if (text.StartsWith('{'))
            return Normal(OfJson(text)) ?? "unknown";
        foreach (var (name, value) in LogfmtStage.Pairs(text))
        {
            if (Fields.Contains(name))
                return Normal(value) ?? "unknown";
        }

        return OfWords(text);
    }

    private static string? OfJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (Fields.Contains(property.Name) && property.Value.ValueKind == JsonValueKind.String)
                    return property.Value.GetString();
            }
        }
        catch (JsonException)
        {
            // Not JSON after all: there is no field to read.
        }

        return null;
    }

    private static string OfWords(string text)
    {
        foreach (var (word, level) in new[] { ("fatal", "fatal"), ("critical", "critical"), ("error", "error"), ("warn", "warn"), ("debug", "debug"), ("trace", "trace"), ("info", "info") })
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return level;
        }

        return "unknown";
    }

    private static string? Normal(string? value) => value?.ToLowerInvariant() switch
    {
        "trace" or "trc" => "trace",
        "debug" or "dbg" => "debug",
        "info" or "inf" or "information" or "informational" => "info",
        "warn" or "wrn" or "warning" => "warn",
        "error" or "err" => "error",
        "critical" => "critical",
        "fatal" => "fatal",
        _ => null,
    };
}
