namespace OpsPortal.Domain;

/// <summary>One log line.</summary>
/// <param name="Time">Nanoseconds since 1970-01-01 UTC, exactly as the log store has them.</param>
/// <param name="Line">As stored, or masked; text of others, never markup.</param>
/// <param name="Stream">The labels of the stream that the line belongs to.</param>
/// <param name="Metadata">What was sent beside the line: trace id, detected level.</param>
/// <param name="Parsed">What the query's parsers found in the line.</param>
public sealed record LogEntry(long Time, string Line, LabelSet Stream, LabelSet Metadata, LabelSet Parsed)
{
    /// <summary>How many places a <see cref="LineMask"/> covered.</summary>
    public int Masked { get; init; }

    /// <summary>To the microsecond's tenth; nanoseconds below are cut.</summary>
    public DateTimeOffset At => Nanoseconds.At(Time);
}

/// <summary>How much a selector would read, as the log store's index estimates it.</summary>
public sealed record LogVolume(long Streams, long Entries, long Bytes);

/// <summary>A page of lines that ends between two instants: what shares its last instant is all in it, so the next page neither repeats nor loses any.</summary>
/// <param name="Entries">In the order that was asked for.</param>
/// <param name="Next">Where the next page begins: the exclusive end of one that reads backwards, the inclusive start of one that reads forwards. Null when there is none.</param>
/// <param name="IsCut">More lines share the last instant than can be asked for at once: some of them are missing.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, long? Next, bool IsCut);

/// <summary>A field that lines have, as the log store found it in some of them.</summary>
/// <param name="Type"><c>string</c>, <c>int</c>, <c>float</c>, <c>boolean</c>, <c>duration</c> or <c>bytes</c>.</param>
/// <param name="Cardinality">Different values, estimated.</param>
/// <param name="Parsers"><c>json</c>, <c>logfmt</c>; empty for structured metadata.</param>
/// <param name="Path">Where it is in a nested line; empty when its name says it.</param>
public sealed record LogField(string Name, string Type, long Cardinality, IReadOnlyList<string> Parsers, IReadOnlyList<string> Path);

/// <summary>Lines that share a shape, counted over time.</summary>
/// <param name="Pattern">The lines' text, with <c>&lt;_&gt;</c> for what differs.</param>
/// <param name="Level">As the log store detected it, or "".</param>
/// <param name="Times">Unix seconds, rising.</param>
/// <param name="Counts">Lines from each time to the next.</param>
public sealed record LogPatternCounts(string Pattern, string Level, IReadOnlyList<long> Times, IReadOnlyList<long> Counts);

/// <summary>What a log store says of its own limits.</summary>
/// <param name="Retention">How long lines are kept; zero: for ever. Null: it doesn't say.</param>
/// <param name="MaxLines">Of one question; null when it doesn't say.</param>
public sealed record LogLimits(TimeSpan? Retention, int? MaxLines, bool HasVolume, bool HasPatterns);
