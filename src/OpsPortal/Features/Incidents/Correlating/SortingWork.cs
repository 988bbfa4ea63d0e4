using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Correlating;

/// <summary>The statements of one sorting, with the incidents that it may touch, locked.</summary>
internal sealed class SortingWork(
    NpgsqlConnection connection, NpgsqlTransaction transaction, AuditLog audit, Actor actor, IReadOnlyDictionary<long, IncidentRow> incidents, DateTimeOffset now)
{
    private readonly HashSet<long> _changed = [];

    public Actor Actor => actor;

    public DateTimeOffset Now => now;

    public IEnumerable<long> Changed => _changed;

    public IncidentRow? Find(long number) => incidents.GetValueOrDefault(number);

    public Task ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(sql, parameters, transaction);

    /// <param name="fingerprints">Null: all.</param>
    public Task MoveAsync(long from, long to, IReadOnlyList<string>? fingerprints, string because) => ExecuteAsync(
        """
        UPDATE alert_episodes SET incident_number = @to, moved_from = @from, joined_because = @because, suppressed_by = NULL, suppressed_because = NULL
        WHERE incident_number = @from AND (@all OR fingerprint = ANY(@fingerprints))
        """,
        new { from, to, because, all = fingerprints is null, fingerprints = fingerprints?.ToArray() ?? [] });

    /// <summary>"2 × GpuHot, HdcDown"; "" when none of them is in the incident.</summary>
    public async Task<string> NamesAsync(long number, IReadOnlyList<string> fingerprints) => string.Join(", ",
        (await connection.QueryAsync<(string Name, int Count)>(
            """
            SELECT a.name, count(DISTINCT a.fingerprint)::int FROM alert_episodes e JOIN alerts a USING (fingerprint)
            WHERE e.incident_number = @number AND e.fingerprint = ANY(@all) AND e.merged_into IS NULL GROUP BY a.name ORDER BY a.name LIMIT 20
            """,
            new { number, all = fingerprints.ToArray() }, transaction)).Select(row => row.Count == 1 ? row.Name : $"{row.Count} × {row.Name}"));

    /// <summary>A new incident for alerts of another; it is found by their services from then on.</summary>
    public async Task<IncidentRow> OpenAsync(IncidentRow source, IReadOnlyList<string> fingerprints)
    {
        var row = await connection.QuerySingleAsync<IncidentRow>(
            """
            INSERT INTO incidents (origin, correlation, title, service, team, priority, status, opened_at, due_from, updated_at)
            SELECT 'alert', CASE WHEN a.service IS NULL THEN @Correlation ELSE 'service:' || a.service END,
                   left(coalesce(nullif(e.annotations ->> 'summary', ''), a.name), 200), a.service, @Team, a.priority, 'open', @now, @now, @now
            FROM alert_episodes e JOIN alerts a USING (fingerprint)
            WHERE e.incident_number = @Number AND e.fingerprint = ANY(@all) AND e.merged_into IS NULL
            ORDER BY a.priority, e.ends_at IS NOT NULL, e.starts_at LIMIT 1
            RETURNING *
            """,
            new { source.Correlation, source.Team, source.Number, now, all = fingerprints.ToArray() }, transaction);
        await ExecuteAsync("INSERT INTO incident_keys (key, incident_number) VALUES (@Correlation, @Number)", new { row.Correlation, row.Number });
        return row;
    }

    /// <summary>Counts an incident's alerts anew and writes it with a person's entry.</summary>
    public async Task SettleAsync(IncidentRow before, TimelineKind kind, string words)
    {
        var totals = await new IntakeSql(connection, transaction, now, default).TotalsAsync(before.Number);
        var (after, entries) = totals is null
            ? (before with { AlertsTotal = 0, AlertsFiring = 0, AlertNames = [], FirstStartAt = null, LastStartAt = null, LastEndAt = null, ClearedAt = null }, [])
            : before.MergedInto is not null ? (before, []) : IncidentSettling.Settle(before, totals, false, now);
        await IncidentSql.UpdateAsync(connection, transaction, after with { Version = before.Version + 1 }, [new TimelineDraft(kind, actor, words), .. entries], now, default);
        _changed.Add(before.Number);
    }

    public Task AuditAsync(string action, string subject, object detail) => audit.WriteAsync(connection, transaction, actor, action, subject, detail, default);
}
