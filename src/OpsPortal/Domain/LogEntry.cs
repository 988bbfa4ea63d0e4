namespace OpsPortal.Domain;

/// <summary>One log line.</summary>
/// <param name="Time">Nanoseconds since 1970-01-01 UTC, exactly as the log store has them.</param>
/// <param name="Line">As stored; text of others, never markup.</param>
/// <param name="Stream">The labels of the stream that the line belongs to.</param>
/// <param name="Metadata">What was sent beside the line: trace id, detected level.</param>
/// <param name="Parsed">What the query's parsers found in the line.</param>
public sealed record LogEntry(long Time, string Line, LabelSet Stream, LabelSet Metadata, LabelSet Parsed)
{
    /// <summary>To the microsecond's tenth; nanoseconds below are cut.</summary>
    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddTicks(Time / 100);
}

/// <summary>How much a selector would read, as the log store's index estimates it.</summary>
public sealed record LogVolume(long Streams, long Entries, long Bytes);
