namespace OpsPortal.Features.Incidents;

public enum IncidentStatus
{
    /// <summary>Nobody has taken it yet.</summary>
    Open,

    /// <summary>Somebody has seen it and takes care.</summary>
    Acknowledged,

    /// <summary>The cause is being looked for.</summary>
    Investigating,

    /// <summary>The cause is known, or the harm is being stopped.</summary>
    Mitigating,

    /// <summary>Over.</summary>
    Resolved,
}

/// <summary>An incident as the database has it. All times are UTC.</summary>
public sealed record IncidentRow
{
    public long Number { get; init; }

    /// <summary>Goes up with each change; a step says which version its author looked at.</summary>
    public int Version { get; init; } = 1;

    /// <summary><c>alert</c> or <c>declared</c>.</summary>
    public string Origin { get; init; } = "alert";

    /// <summary>Which alerts may join: see <c>Correlation.Scope</c>.</summary>
    public string Correlation { get; init; } = "";
    public string Title { get; init; } = "";
    public string Description { get; init; } = "";
    public string? Service { get; init; }
    public string? Team { get; init; }
    public Priority Priority { get; init; }

    /// <summary>A person set the priority: alerts don't change it any more.</summary>
    public bool PriorityByHand { get; init; }
    public IncidentStatus Status { get; init; }
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>From when the time to acknowledge counts: the opening, a reopening or a rise in priority.</summary>
    public DateTimeOffset DueFrom { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? MitigatedAt { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public string? ResolvedBy { get; init; }

    /// <summary>The portal resolved it, since all alerts had cleared and nobody had taken it.</summary>
    public bool ResolvedBySystem { get; init; }

    /// <summary>Since when none of its alerts fires; null while one does, or while it has none.</summary>
    public DateTimeOffset? ClearedAt { get; init; }
    public string? AssigneeId { get; init; }
    public string? AssigneeName { get; init; }

    /// <summary>Distinct alerts, by fingerprint.</summary>
    public int AlertsTotal { get; init; }
    public int AlertsFiring { get; init; }
    public string[] AlertNames { get; init; } = [];

    /// <summary>When its first alert began; before it was known here.</summary>
    public DateTimeOffset? FirstStartAt { get; init; }
    public DateTimeOffset? LastStartAt { get; init; }

    /// <summary>The latest end of any of its alerts; null when none ended.</summary>
    public DateTimeOffset? LastEndAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The incident that it became part of; null while it is one by itself.</summary>
    public long? MergedInto { get; init; }

    /// <summary>As people say it: <c>INC-12</c>.</summary>
    public string Name => NameOf(Number);

    public bool IsResolved => Status == IncidentStatus.Resolved;

    public static string NameOf(long number) => "INC-" + number;
}
