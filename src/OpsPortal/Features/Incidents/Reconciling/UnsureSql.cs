using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>Writes what is not sure: ends that are doubted, ends that were concluded.</summary>
internal sealed class UnsureSql(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
{
    /// <summary>The alerts as they are stored, locked in the order of fingerprints.</summary>
    public async Task<IReadOnlyList<StoredAlert>> LockAlertsAsync(string[] fingerprints) => (await connection.QueryAsync<StoredAlert>(Command(
        """
        SELECT a.fingerprint, a.labels::text AS labels_text,
               coalesce((SELECT e.annotations::text FROM alert_episodes e WHERE e.fingerprint = a.fingerprint ORDER BY e.starts_at DESC LIMIT 1), '{}') AS annotations_text
        FROM alerts a WHERE a.fingerprint = ANY(@fingerprints) ORDER BY a.fingerprint FOR UPDATE OF a
        """,
        new { fingerprints }))).AsList();

    public Task WriteDoubtsAsync(IReadOnlyList<(KnownEpisode Row, IncomingAlert Alert, IReadOnlyList<Fact> Ends)> doubts) => doubts.Count == 0 ? Task.CompletedTask : ExecuteAsync(
        """
        UPDATE alert_episodes e SET doubted = coalesce(e.doubted, '[]') || one.facts::jsonb, doubted_at = coalesce(e.doubted_at, @now)
        FROM unnest(@ids, @facts) AS one (id, facts) WHERE e.id = one.id AND NOT coalesce(e.doubted, '[]') @> one.facts::jsonb
        """,
        new { now, ids = doubts.Select(one => one.Row.Id).ToArray(), facts = doubts.Select(one => FactsJson.Write(one.Ends)).ToArray() });

    public Task ForgetDoubtsAsync(long[] ids) => ids.Length == 0 ? Task.CompletedTask
        : ExecuteAsync("UPDATE alert_episodes SET doubted = NULL, doubted_at = NULL WHERE id = ANY(@ids)", new { ids });

    /// <summary>After the conclusions' facts were written.</summary>
    public async Task MarkAsync(IReadOnlyList<Conclusion> conclusions)
    {
        await ExecuteAsync(
            "UPDATE alert_episodes SET assumed = true WHERE id = ANY(@ids) AND ends_at IS NOT NULL",
            new { ids = conclusions.Where(one => one.Kind == ConclusionKind.Gone).Select(one => one.Episode).ToArray() });
        await ForgetDoubtsAsync([.. conclusions.Select(one => one.Episode)]);
    }

    private Task ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(Command(sql, parameters));

    private CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}

/// <summary>An alert as its row has it.</summary>
internal sealed record StoredAlert
{
    public string Fingerprint { get; init; } = "";
    public string LabelsText { get; init; } = "{}";
    public string AnnotationsText { get; init; } = "{}";

    public IncomingAlert AsAlert(IReadOnlyList<Fact> facts, string how, IntakeContext context)
    {
        var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(LabelsText)!;
        var annotations = JsonSerializer.Deserialize<Dictionary<string, string>>(AnnotationsText)!;
        var told = new WebhookAlert(Fingerprint, default, default(DateTimeOffset), labels, annotations, "");
        return IncomingAlert.From([told], "", context) with { Facts = facts, EndedHow = how };
    }
}
