namespace OpsPortal.Features.Events;

/// <summary>Section <c>Events</c>.</summary>
public sealed class EventsOptions
{
    /// <summary>Events in one batch. The default is 5,000.</summary>
    public int MaxBatch { get; set; } = 5_000;

    /// <summary>Bytes in one batch, after decompression. The default is 5 MiB.</summary>
    public int MaxBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>Days that events are kept; older ones are refused, and their days dropped each night. The default is 400.</summary>
    public int RetentionDays { get; set; } = 400;

    /// <summary>Events that may wait to be written, over all senders; more are answered 503. The default is 100,000.</summary>
    public int MaxWaiting { get; set; } = 100_000;

    /// <summary>Transactions that are written side by side. The default is 2.</summary>
    public int Writers { get; set; } = 2;
}
