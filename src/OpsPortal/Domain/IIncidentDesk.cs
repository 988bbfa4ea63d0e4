using System.Security.Claims;
using Npgsql;

namespace OpsPortal.Domain;

/// <summary>An incident as escalation must know it.</summary>
/// <param name="Priority">1 to 4.</param>
/// <param name="DueFrom">From when the time to acknowledge counts: the opening, a reopening or a rise in priority.</param>
/// <param name="AcknowledgedAt">Null while nobody has; a rise in priority takes it back.</param>
/// <param name="Href">The page, as a path.</param>
public sealed record IncidentState(
    long Number, string Title, string? Service, string? Team, int Priority, bool IsResolved, DateTimeOffset OpenedAt, DateTimeOffset DueFrom,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? AssigneeId, string? AssigneeName, string Href);

/// <summary>What other features may do with incidents.</summary>
public interface IIncidentDesk
{
    /// <returns>Null inside Ok when there is no such incident.</returns>
    Task<Outcome<IncidentState?>> StateAsync(long number, CancellationToken cancellationToken);

    /// <summary>What isn't resolved, the most urgent and then the newest first.</summary>
    /// <param name="most">No more than these are read.</param>
    Task<Outcome<IReadOnlyList<IncidentState>>> OpenAsync(int most, CancellationToken cancellationToken);

    /// <summary>Acknowledges as that person, who must have the right to.</summary>
    /// <param name="step">Chosen by the caller; the same one twice is taken once.</param>
    /// <returns>Words for the person when it was not taken, or beside it; "" when there is nothing to say.</returns>
    Task<(bool Taken, string Words)> AcknowledgeAsync(ClaimsPrincipal person, long number, Guid step, CancellationToken cancellationToken);

    /// <summary>Writes that somebody was told, or could not be, on the timeline, in the caller's transaction. Pages hear of it when that commits.</summary>
    /// <param name="text">A sentence for people, without who and when.</param>
    Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, Actor by, string text, CancellationToken cancellationToken);
}
