using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents;

/// <summary>What an entry of a timeline is about; written as lower-case text.</summary>
public enum TimelineKind
{
    Opened,
    Declared,
    Joined,
    Ended,
    Cleared,
    Raised,
    Acknowledged,
    Investigating,
    Mitigating,
    Resolved,
    Reopened,
    Note,
    Severity,
    Assigned,
    Truncated,

    /// <summary>Somebody was told, or could not be.</summary>
    Notified,

    /// <summary>An end that is not believed, or is believed now.</summary>
    Doubted,

    /// <summary>Alertmanager holds an alert back: silenced or inhibited; or no more.</summary>
    Suppressed,

    /// <summary>It became part of another incident, or another became part of it.</summary>
    Merged,

    /// <summary>Alerts were moved out of it or into it by hand.</summary>
    Moved,

    /// <summary>Who leads and who tells others.</summary>
    Role,

    /// <summary>What users feel, and which services are touched.</summary>
    Impact,

    /// <summary>Something to be done was added, done or taken away.</summary>
    Task,

    /// <summary>A file was added.</summary>
    File,
}

/// <summary>An entry that is about to be written.</summary>
/// <param name="Text">A sentence for people, without who and when.</param>
/// <param name="Detail">Serialises to JSON, or null.</param>
/// <param name="StepId">Chosen by whoever sends a step, so that it is taken once.</param>
public sealed record TimelineDraft(TimelineKind Kind, Actor Actor, string Text, object? Detail = null, Guid? StepId = null);
