using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Events;

/// <summary>Writes events beside the timeline's entries, in the same transaction.</summary>
internal static class IncidentEventSql
{
    // Held until the commit, and taken after every other lock but the audit log's.
    private const long OrderLock = 0x4F70_4576_656E_74;

    /// <returns>Null for what nobody must be told of.</returns>
    public static IncidentEventKind? KindOf(TimelineKind kind) => kind switch
    {
        TimelineKind.Opened or TimelineKind.Declared => IncidentEventKind.Opened,
        // Who begins to work on it takes it, too.
        TimelineKind.Acknowledged or TimelineKind.Investigating or TimelineKind.Mitigating => IncidentEventKind.Acknowledged,
        TimelineKind.Note or TimelineKind.Role or TimelineKind.Impact or TimelineKind.Task or TimelineKind.File => IncidentEventKind.Worked,
        TimelineKind.Raised or TimelineKind.Severity => IncidentEventKind.PriorityChanged,
        TimelineKind.Assigned => IncidentEventKind.Assigned,
        TimelineKind.Resolved => IncidentEventKind.Resolved,
        TimelineKind.Reopened => IncidentEventKind.Reopened,
        TimelineKind.Merged => IncidentEventKind.Merged,
        _ => null,
    };

    public static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IncidentRow incident, IReadOnlyList<TimelineDraft> entries, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // An incident that opens with alerts of several names opens once.
        var told = entries.Where(entry => KindOf(entry.Kind) is not null).DistinctBy(entry => entry.Kind == TimelineKind.Opened ? (object)entry.Kind : entry).ToArray();
        if (told.Length == 0)
            return;
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@OrderLock)", new { OrderLock }, transaction, cancellationToken: cancellationToken));
        foreach (var entry in told)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO incident_events (incident_number, at, kind, priority, title, service, team, actor_kind, actor_id, actor_name, text)
                VALUES (@Number, @now, @kind, @priority, @Title, @Service, @Team, @actorKind, @Id, @Name, @Text)
                """,
                new
                {
                    incident.Number, now, kind = KindOf(entry.Kind)!.Value.ToString(), priority = (short)incident.Priority, incident.Title, incident.Service, incident.Team,
                    actorKind = entry.Actor.Kind.ToString(), entry.Actor.Id, entry.Actor.Name, entry.Text,
                },
                transaction, cancellationToken: cancellationToken));
        }
    }
}
