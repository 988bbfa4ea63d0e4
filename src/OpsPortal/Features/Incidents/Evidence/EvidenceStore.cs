using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Keeps evidence once, and reads it.</summary>
public sealed partial class EvidenceStore(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(6);

    /// <summary>Incidents whose evidence is to be taken, the most urgent first. They are open for a moment, so that what goes with the first alert has come too.</summary>
    public async Task<IReadOnlyList<long>> WaitingAsync(TimeSpan after, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = time.GetUtcNow();
        return (await connection.QueryAsync<long>(new CommandDefinition(
            "SELECT number FROM incidents WHERE evidence_at IS NULL AND opened_at BETWEEN @oldest AND @youngest ORDER BY priority, number LIMIT @most",
            new { oldest = now - LookBack, youngest = now - after, most }, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<IReadOnlyList<(long Number, string? Service, string Title, Priority Priority)>> OthersAsync(long number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<(long, string?, string, Priority)>(new CommandDefinition(
            "SELECT number, service, title, priority::int FROM incidents WHERE status <> 'resolved' AND number <> @number ORDER BY priority, opened_at DESC LIMIT 20",
            new { number }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Resolved incidents with alerts of the same names, of the same service first, the newest first.</summary>
    public async Task<IReadOnlyList<PastIncident>> SimilarAsync(IncidentRow incident, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<PastIncident>(new CommandDefinition(
            """
            SELECT i.number, i.title, i.service, i.opened_at, i.resolved_at, coalesce(i.resolved_by, '') AS resolved_by, i.resolved_by_system,
                   coalesce((SELECT left(substr(t.text, strpos(t.text, E'\n') + 1), 500) FROM incident_timeline t
                             WHERE t.incident_number = i.number AND t.kind = 'resolved' AND t.actor_kind = 'user' AND strpos(t.text, E'\n') > 0 ORDER BY t.id DESC LIMIT 1), '') AS ending
            FROM incidents i
            WHERE i.status = 'resolved' AND i.resolved_at IS NOT NULL AND i.number <> @Number AND i.merged_into IS NULL AND i.alert_names && @AlertNames
            ORDER BY i.service IS NOT DISTINCT FROM @Service DESC, i.number DESC LIMIT @most
            """,
            new { incident.Number, incident.AlertNames, incident.Service, most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Kept by the first that comes: evidence is never written over.</summary>
    public async Task KeepAsync(long number, IReadOnlyList<EvidenceItem> exhibits, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var first = await connection.ExecuteAsync(
            "UPDATE incidents SET evidence_at = @now WHERE number = @number AND evidence_at IS NULL", new { number, now = time.GetUtcNow() }, transaction);
        if (first == 0)
            return;
        for (var position = 0; position < exhibits.Count; position++)
        {
            var one = exhibits[position];
            await connection.ExecuteAsync(
                """
                INSERT INTO incident_evidence (incident_number, position, kind, title, taken_at, problem, content)
                VALUES (@number, @position, @kind, @Title, @TakenAt, @Problem, @content::jsonb)
                """,
                new { number, position = (short)position, kind = one.Kind.ToString().ToLowerInvariant(), one.Title, one.TakenAt, one.Problem, content = Storable(JsonSerializer.Serialize(one.Content, one.Content.GetType(), Json)) }, transaction);
        }
        await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, number.ToString());
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>In the order of showing; empty until it was taken.</summary>
    public Task<Outcome<IReadOnlyList<EvidenceItem>>> ReadAsync(long number, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<EvidenceItem>>(time, async connection =>
        [
            .. (await connection.QueryAsync<(string Kind, string Title, DateTimeOffset TakenAt, string? Problem, string Content)>(new CommandDefinition(
                "SELECT kind, title, taken_at, problem, content::text FROM incident_evidence WHERE incident_number = @number ORDER BY position", new { number }, cancellationToken: cancellationToken)))
                .Select(row => Read(Enum.Parse<EvidenceKind>(row.Kind, ignoreCase: true), row.Title, row.TakenAt, row.Problem, row.Content)),
        ]);

    // PostgreSQL keeps no zero character, and a line may have one: its picture stands for it.
    private static string Storable(string json) => ZeroCharacter().Replace(json, "$1\u2400");

    // An escape, and not the end of an escaped backslash before the letters.
    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000", RegexOptions.CultureInvariant)]
    private static partial Regex ZeroCharacter();

    // NaN and infinities are values of series.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static EvidenceItem Read(EvidenceKind kind, string title, DateTimeOffset takenAt, string? problem, string content) => new(kind, title, takenAt, problem, kind switch
    {
        EvidenceKind.Chart => JsonSerializer.Deserialize<FrozenChart>(content, Json)!,
        EvidenceKind.Logs => JsonSerializer.Deserialize<FrozenLogs>(content, Json)!,
        EvidenceKind.Runbook => JsonSerializer.Deserialize<FrozenRunbook>(content, Json)!,
        _ => JsonSerializer.Deserialize<FrozenList>(content, Json)!,
    });
}
