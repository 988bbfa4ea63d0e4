namespace OpsPortal.Features.Gpus;

/// <summary>Kept figures as columns: one time axis, one array a GPU; <c>null</c> where a GPU gave nothing.</summary>
public sealed record HistoryColumns
{
    /// <summary>Milliseconds since 1970 UTC, ascending.</summary>
    public required long[] At { get; init; }

    /// <summary>Percent 0..100, mean of the span.</summary>
    public required float?[][] Utilization { get; init; }

    /// <summary>Memory in use, MiB, mean of the span.</summary>
    public required float?[][] MemoryMiB { get; init; }

    /// <summary>Degrees Celsius, highest of the span.</summary>
    public required float?[][] Temperature { get; init; }

    /// <summary>Watts, mean of the span.</summary>
    public required float?[][] Power { get; init; }
}
