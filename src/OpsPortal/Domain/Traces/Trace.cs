namespace OpsPortal.Domain;

/// <summary>One request on its way through the services.</summary>
/// <param name="Spans">In no order; their parents may be missing.</param>
/// <param name="IsCut">There are more spans than are kept.</param>
public sealed record Trace(string Id, IReadOnlyList<TraceSpan> Spans, bool IsCut);

/// <summary>A piece of work of one service.</summary>
/// <param name="Id">Hexadecimal, small letters.</param>
/// <param name="ParentId">"" for none.</param>
/// <param name="Kind"><c>server</c>, <c>client</c>, <c>producer</c>, <c>consumer</c>, <c>internal</c> or "".</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="Duration">Nanoseconds, never negative.</param>
/// <param name="Status">What is said of its end; "" mostly.</param>
/// <param name="Attributes">Masked.</param>
/// <param name="Resource">Of the process, masked.</param>
public sealed record TraceSpan(
    string Id, string ParentId, string Service, string Name, string Kind, long Start, long Duration, bool IsError, string Status, LabelSet Attributes, LabelSet Resource, IReadOnlyList<TraceEvent> Events)
{
    public long End => Start + Duration;

    /// <summary>What the trace store says of the span, such as a clock that it put right. Masked; nearly always none.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Further spans that it names as a cause: of other traces, or beside its parent.</summary>
    public IReadOnlyList<TraceLink> Links { get; init; } = [];
}

/// <summary>A span of this or another trace; both ids hexadecimal, small letters.</summary>
public sealed record TraceLink(string TraceId, string SpanId);

/// <param name="At">Nanoseconds since 1970.</param>
public sealed record TraceEvent(long At, string Name, LabelSet Attributes);
