namespace OpsPortal.Domain;

/// <summary>What happened to an incident, for those who tell people.</summary>
public enum IncidentEventKind
{
    /// <summary>By alerts or by a person.</summary>
    Opened,

    /// <summary>Somebody takes care.</summary>
    Acknowledged,

    /// <summary>Raised by an alert or changed by a person; an acknowledgement may have ended by it (see <see cref="IncidentState"/>).</summary>
    PriorityChanged,
    Assigned,
    Resolved,

    /// <summary>It is not over, or not acknowledged, any more.</summary>
    Reopened,

    /// <summary>A person wrote or did something that changes nothing of who must be told: a comment, a task, a file.</summary>
    Worked,

    /// <summary>It became part of another incident, named in the event's text.</summary>
    Merged,
}

/// <param name="Number">Rises with each event of any incident, in the order of commits; with gaps.</param>
/// <param name="Incident">The incident's number.</param>
/// <param name="Priority">After the event, 1 to 4.</param>
/// <param name="By">A person, or the portal.</param>
public sealed record IncidentEvent(
    long Number, DateTimeOffset At, IncidentEventKind Kind, long Incident, int Priority, string Title, string? Service, string? Team, Actor By, string Text);

/// <summary>
/// Events of incidents, written in the transaction of what they tell and followed by number: whoever keeps the last number
/// that it dealt with misses none and meets none twice.
/// </summary>
public interface IIncidentEvents
{
    /// <summary>Raised on a pool thread when there may be new events, on every replica. May be missed: ask now and then, too.</summary>
    event Action? Changed;

    /// <summary>Events with a greater number, oldest first. A database that is away is an outcome.</summary>
    /// <param name="number">0 for all.</param>
    Task<Outcome<IReadOnlyList<IncidentEvent>>> AfterAsync(long number, int most, CancellationToken cancellationToken);
}
