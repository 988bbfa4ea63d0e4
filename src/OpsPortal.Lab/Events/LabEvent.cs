namespace OpsPortal.Lab.Events;

/// <summary>One event as the portal's intake takes it; members that don't belong to its type are left out.</summary>
public sealed record LabEvent
{
    /// <summary>Made of service, instant and number: the same event has the same id however often it is sent.</summary>
    public required string Id { get; init; }

    /// <summary>usage, feedback, error, conversion or deployment.</summary>
    public required string Type { get; init; }

    public required string Service { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string At { get; init; }

    /// <summary>Opaque: a hash, no name.</summary>
    public string? User { get; init; }

    public string? Model { get; init; }

    public string? Task { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public double? DurationMs { get; init; }

    /// <summary>usage: success, error, cancelled; deployment: started, succeeded, failed, rolled_back.</summary>
    public string? Status { get; init; }

    public string? Feature { get; init; }

    /// <summary>1..5.</summary>
    public int? Score { get; init; }

    public string? Comment { get; init; }

    /// <summary>error: its kind.</summary>
    public string? ErrorType { get; init; }

    /// <summary>conversion: what was reached.</summary>
    public string? Name { get; init; }

    /// <summary>conversion: what it is worth, in <see cref="Currency"/>.</summary>
    public decimal? Value { get; init; }

    public string? Currency { get; init; }

    public string? Version { get; init; }

    public string? Environment { get; init; }

    public string? By { get; init; }

    public string? Commit { get; init; }

    /// <summary>Seconds since 1970 UTC, for sorting; not sent.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Instant { get; init; }
}
