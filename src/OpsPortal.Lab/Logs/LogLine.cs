namespace OpsPortal.Lab.Logs;

/// <summary>One log line of one stream.</summary>
/// <param name="Time">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Labels">The stream that it belongs to.</param>
/// <param name="Line">The text, one line of JSON for the lab's own services.</param>
/// <param name="Metadata">Structured metadata in Loki's sense: pairs beside the line that are no labels; may be empty.</param>
public sealed record LogLine(
    long Time,
    LogLabels Labels,
    string Line,
    IReadOnlyList<KeyValuePair<string, string>> Metadata)
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> NoMetadata = [];

    /// <summary>What the line costs in memory, bytes, roughly.</summary>
    public int Size => 96 + (2 * Line.Length) + (Metadata.Count * 64);
}

/// <summary>Lines of one stream, oldest first.</summary>
public sealed record LogSlice(LogLabels Labels, IReadOnlyList<LogLine> Lines);
