using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Features.Incidents.Events;

namespace OpsPortal.Features.Incidents;

/// <summary>Writes an incident with its timeline, the same way for alerts and for people.</summary>
internal static class IncidentSql
{
    public static async Task UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IncidentRow incident, IReadOnlyList<TimelineDraft> entries, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE incidents SET
                version = @Version, title = @Title, description = @Description, priority = @priority, priority_by_hand = @PriorityByHand, status = @status,
                due_from = @DueFrom, acknowledged_at = @AcknowledgedAt, acknowledged_by = @AcknowledgedBy, mitigated_at = @MitigatedAt,
                resolved_at = @ResolvedAt, resolved_by = @ResolvedBy, resolved_by_system = @ResolvedBySystem, cleared_at = @ClearedAt,
                assignee_id = @AssigneeId, assignee_name = @AssigneeName, alerts_total = @AlertsTotal, alerts_firing = @AlertsFiring,
                alert_names = @AlertNames, first_start_at = @FirstStartAt, last_start_at = @LastStartAt, last_end_at = @LastEndAt, updated_at = @now
            WHERE number = @Number
            """,
            new
            {
                incident.Number, incident.Version, incident.Title, incident.Description, priority = (short)incident.Priority, incident.PriorityByHand,
                status = StatusText(incident.Status), incident.DueFrom, incident.AcknowledgedAt, incident.AcknowledgedBy, incident.MitigatedAt,
                incident.ResolvedAt, incident.ResolvedBy, incident.ResolvedBySystem, incident.ClearedAt, incident.AssigneeId, incident.AssigneeName,
                incident.AlertsTotal, incident.AlertsFiring, incident.AlertNames, incident.FirstStartAt, incident.LastStartAt, incident.LastEndAt, now,
            },
            transaction, cancellationToken: cancellationToken));
        await WriteTimelineAsync(connection, transaction, incident, entries, now, cancellationToken);
    }

    public static async Task WriteTimelineAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IncidentRow incident, IReadOnlyList<TimelineDraft> entries, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO incident_timeline (incident_number, at, kind, version, actor_kind, actor_id, actor_name, address, text, detail, step_id)
                VALUES (@Number, @now, @kind, @Version, @actorKind, @Id, @Name, @Address, @Text, @detail::jsonb, @StepId)
                """,
                new
                {
                    incident.Number, now, kind = entry.Kind.ToString().ToLowerInvariant(), incident.Version, actorKind = entry.Actor.Kind.ToString().ToLowerInvariant(),
                    entry.Actor.Id, entry.Actor.Name, entry.Actor.Address, entry.Text,
                    detail = entry.Detail is null ? null : JsonSerializer.Serialize(entry.Detail, JsonSerializerOptions.Web), entry.StepId,
                },
                transaction, cancellationToken: cancellationToken));
        }
        await IncidentEventSql.WriteAsync(connection, transaction, incident, entries, now, cancellationToken);
    }

    public static string StatusText(IncidentStatus status) => status.ToString().ToLowerInvariant();
}
