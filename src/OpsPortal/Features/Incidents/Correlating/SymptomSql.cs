using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Correlating;

/// <summary>Reads the firing alerts of an incident, and writes which are taken for symptoms.</summary>
internal sealed class SymptomSql(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
{
    // In a storm some of ten thousand stay unjudged; the timeline and the list stay readable all the same.
    private const int Most = 1000;
    private static readonly Actor Portal = Actor.System("OpsPortal");

    /// <returns>What to write on the timeline.</returns>
    public async Task<IReadOnlyList<TimelineDraft>> JudgeAsync(long incident, SymptomRules rules)
    {
        var rows = await connection.QueryAsync<(long Episode, string Name, string? Service, string Labels, DateTimeOffset StartsAt, long? SuppressedBy, bool Undone)>(Command(
            """
            SELECT e.id, a.name, a.service, a.labels::text, e.starts_at, e.suppressed_by, e.suppression_undone
            FROM alert_episodes e JOIN alerts a USING (fingerprint)
            WHERE e.incident_number = @incident AND e.ends_at IS NULL AND e.merged_into IS NULL ORDER BY e.starts_at, e.id LIMIT @Most
            """,
            new { incident, Most }));
        var changes = rules.Changes([.. rows.Select(row => new FiringAlert(
            row.Episode, row.Name, row.Service, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!, row.StartsAt, row.SuppressedBy, row.Undone))]);
        if (changes.Count == 0)
            return [];
        await connection.ExecuteAsync(Command(
            """
            UPDATE alert_episodes e SET suppressed_by = one.cause, suppressed_because = one.because
            FROM unnest(@ids, @causes, @becauses) AS one (id, cause, because) WHERE e.id = one.id
            """,
            new
            {
                ids = changes.Select(one => one.Alert.Episode).ToArray(), causes = changes.Select(one => one.Cause?.Episode).ToArray(),
                becauses = changes.Select(one => one.Because).ToArray(),
            }));
        return
        [
            .. changes.GroupBy(one => (one.Alert.Name, one.Because)).Select(group => new TimelineDraft(
                TimelineKind.Suppressed, Portal,
                (group.Count() == 1 ? group.Key.Name : $"{group.Count()} × {group.Key.Name}")
                    + (group.Key.Because is { } because ? $" is taken for a symptom: {because}." : " is taken for a symptom no more: what explained it ended."))),
        ];
    }

    private CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
