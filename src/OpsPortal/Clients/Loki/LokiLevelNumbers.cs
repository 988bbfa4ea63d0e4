using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>
/// Levels that Loki doesn't understand, because they are numbers. Of a label or of metadata it hands the number on as the detected level;
/// of a line's JSON it says "unknown" (or goes by a word in the line, and then that counts).
/// </summary>
internal static class LokiLevelNumbers
{
    /// <summary>The words that Loki writes itself.</summary>
    private const string Understood = "trace|debug|info|warn|error|critical|fatal";

    /// <summary>What a detected level means: a number of a <c>level</c> as its word, anything else as it is.</summary>
    public static string Said(string detected) => LevelNumbers.Word("level", detected) is { Length: > 0 } word ? word : detected;

    /// <summary>True when lines of this level may have one that only their numbers tell.</summary>
    public static bool IsOpen(string level) => !Understood.Split('|').Contains(level);

    /// <summary>Counts the lines that Loki doesn't understand by the numbers that they have, in windows of a step.</summary>
    public static string Volume(string logQuery, TimeSpan step)
    {
        var found = LevelNumbers.Fields.Select(field => $"{InLine(field)}=\"{field}\"");
        // Beside the line a "level" is the detected one already.
        var beside = LevelNumbers.Fields.Skip(1);
        var groups = string.Join(", ", LevelNumbers.Fields.Select(InLine).Concat(beside));
        var conditions = string.Join(" or ", LevelNumbers.Fields.SelectMany(field => (string[])[InLine(field), .. beside.Contains(field) ? (string[])[field] : []], (field, label) => $"{label}=~\"{Values(field)}\""));
        return $"sum by (detected_level, {groups}) (count_over_time({logQuery}\n| detected_level!~\"{Understood}|{Values("level")}\" | json {string.Join(", ", found)} | {conditions}"
            + $" | drop __error__, __error_details__ [{(long)step.TotalSeconds}s]))";
    }

    /// <summary>The level that a series of <see cref="Volume"/> has by its numbers, and where it stands; what stands beside the line goes before what is in it.</summary>
    public static (string Word, LogLevelNumbers From) Read(LabelSet series)
    {
        foreach (var inLine in (bool[])[false, true])
        {
            foreach (var field in LevelNumbers.Fields)
            {
                if (LevelNumbers.Word(field, series[inLine ? InLine(field) : field]) is { Length: > 0 } word)
                    return (word, new LogLevelNumbers(field, inLine));
            }
        }
        return ("", new LogLevelNumbers("", false));
    }

    private static string InLine(string field) => "in_line_" + field;

    private static string Values(string field)
        => string.Join('|', Understood.Split('|').SelectMany(word => LevelNumbers.Of(field, word)));
}
