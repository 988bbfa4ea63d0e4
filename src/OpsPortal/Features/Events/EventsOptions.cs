namespace OpsPortal.Features.Events;

/// <summary>Section <c>Events</c>.</summary>
public sealed class EventsOptions
{
    /// <summary>Events in one batch. The default is 5,000.</summary>
    public int MaxBatch { get; set; } = 5_000;

    /// <summary>Bytes in one batch. The default is 5 MiB.</summary>
    public int MaxBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>Days that events are kept; older ones are refused and deleted each night. The default is 400.</summary>
    public int RetentionDays { get; set; } = 400;
}
