using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Clients.Alertmanager;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>The statements of one delivery's transaction. Each takes all alerts at once, as arrays.</summary>
internal sealed class IntakeSql(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
{
    // More of an alert's past than can overlap with anything that is still on its way.
    private const int RecentEpisodes = 8;
    private const int RecentIncidents = 20;

    // The lock of the storm's incident, then those of scopes: a range that nothing else locks in.
    private const long StormLock = 0x496E_7461_6B65_0000;
    private const long ScopeLocks = 1024;

    /// <returns>True when this very body was kept before.</returns>
    public async Task<bool> KeepDeliveryAsync(WebhookDelivery delivery, byte[] hash, byte[] body, string sender)
        => await QuerySingleAsync<int>(
            """
            INSERT INTO alert_deliveries (body_hash, received_at, last_seen_at, sender, receiver, group_key, external_url, alert_count, truncated_alerts, body)
            VALUES (@hash, @now, @now, @sender, @Receiver, @GroupKey, @ExternalUrl, @count, @TruncatedAlerts, @body)
            ON CONFLICT (body_hash) DO UPDATE SET times_seen = alert_deliveries.times_seen + 1, last_seen_at = greatest(alert_deliveries.last_seen_at, excluded.last_seen_at)
            RETURNING times_seen
            """,
            new { hash, now, sender, delivery.Receiver, delivery.GroupKey, delivery.ExternalUrl, count = delivery.Alerts.Count, delivery.TruncatedAlerts, body }) > 1;

    /// <summary>Something was concluded or doubted about one of these that a firing would take back.</summary>
    public Task<bool> IsUnsureAsync(IReadOnlyList<IncomingAlert> alerts) => QuerySingleAsync<bool>(
        "SELECT EXISTS (SELECT FROM alert_episodes WHERE fingerprint = ANY(@fingerprints) AND (assumed OR doubted IS NOT NULL) AND merged_into IS NULL)",
        new { fingerprints = alerts.Where(alert => alert.Latest.IsFiring).Select(alert => alert.Fingerprint).ToArray() });

    public Task SeenAgainAsync(IReadOnlyList<IncomingAlert> alerts) => ExecuteAsync(
        """
        UPDATE alerts SET last_seen_at = @now
        WHERE fingerprint IN (SELECT fingerprint FROM alerts WHERE fingerprint = ANY(@fingerprints) AND last_seen_at < @now ORDER BY fingerprint FOR UPDATE)
        """,
        new { now, fingerprints = Fingerprints(alerts) });

    /// <summary>Before <see cref="LockScopesAsync"/>.</summary>
    public Task LockStormAsync() => ExecuteAsync("SELECT pg_advisory_xact_lock(@StormLock)", new { StormLock });

    /// <summary>
    /// PostgreSQL's table of locks holds some thousands: scopes share <see cref="ScopeLocks"/> of them, so that no number of services
    /// that trouble at once fills it.
    /// </summary>
    public async Task LockScopesAsync(string[] scopes)
    {
        if (scopes.Length > 0)
        {
            await ExecuteAsync(
                """
                SELECT count(pg_advisory_xact_lock(@StormLock + key)) FROM (
                    SELECT DISTINCT 1 + (hashtextextended(scope, 3) & (@ScopeLocks - 1)) AS key FROM unnest(@scopes) scope ORDER BY 1) keys
                """,
                new { StormLock, ScopeLocks, scopes });
        }
    }

    public Task UpsertAlertsAsync(IReadOnlyList<IncomingAlert> alerts, string source, string senderUrl) => ExecuteAsync(
        """
        INSERT INTO alerts (fingerprint, name, service, severity, priority, labels, first_seen_at, last_seen_at, source, sender_url)
        SELECT fingerprint, name, service, severity, priority, labels::jsonb, @now, @now, @source, @senderUrl
        FROM unnest(@fingerprints, @names, @services, @severities, @priorities, @labels) AS one (fingerprint, name, service, severity, priority, labels)
        ORDER BY fingerprint
        ON CONFLICT (fingerprint) DO UPDATE SET last_seen_at = greatest(alerts.last_seen_at, excluded.last_seen_at), priority = excluded.priority,
            severity = excluded.severity, source = excluded.source, sender_url = excluded.sender_url, gone_since = NULL
        """,
        new
        {
            now,
            source,
            senderUrl,
            fingerprints = Fingerprints(alerts),
            names = alerts.Select(alert => alert.Name).ToArray(),
            services = alerts.Select(alert => alert.Service).ToArray(),
            severities = alerts.Select(alert => alert.Severity).ToArray(),
            priorities = alerts.Select(alert => (short)alert.Priority).ToArray(),
            labels = alerts.Select(alert => JsonSerializer.Serialize(alert.Latest.Labels)).ToArray(),
        });

    public async Task<ILookup<string, KnownEpisode>> EpisodesAsync(IReadOnlyList<IncomingAlert> alerts)
        => (await QueryAsync<(long Id, string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string Facts, long? Incident, bool Assumed, bool Doubted)>(
            """
            SELECT e.id, e.fingerprint, e.starts_at, e.ends_at, e.facts::text, e.incident_number, e.assumed, e.doubted IS NOT NULL
            FROM unnest(@fingerprints) AS wanted (fingerprint)
            CROSS JOIN LATERAL (
                SELECT * FROM alert_episodes WHERE fingerprint = wanted.fingerprint AND merged_into IS NULL ORDER BY starts_at DESC LIMIT @RecentEpisodes) e
            """,
            new { fingerprints = Fingerprints(alerts), RecentEpisodes }))
            .Select(row => new KnownEpisode(row.Id, row.Fingerprint, row.StartsAt, row.EndsAt, FactsJson.Read(row.Facts), row.Incident) { IsAssumed = row.Assumed, IsDoubted = row.Doubted })
            .ToLookup(row => row.Fingerprint, StringComparer.Ordinal);

    /// <summary>The latest incidents of each key, locked.</summary>
    public async Task<ILookup<string, Candidate>> CandidatesAsync(string[] keys)
    {
        if (keys.Length == 0)
            return Enumerable.Empty<Candidate>().ToLookup(one => one.Scope);
        var rows = await QueryAsync<IncidentRow>(
            """
            SELECT i.* FROM incidents i
            WHERE i.merged_into IS NULL AND i.number IN (
                SELECT latest.number FROM unnest(@keys) AS wanted (key)
                CROSS JOIN LATERAL (SELECT incident_number AS number FROM incident_keys WHERE key = wanted.key ORDER BY incident_number DESC LIMIT @RecentIncidents) latest)
            ORDER BY i.number FOR UPDATE
            """,
            new { keys, RecentIncidents });
        var candidates = rows.ToDictionary(row => row.Number, row => new Candidate(
            row.Number, row.Correlation, row.AlertNames.ToHashSet(StringComparer.Ordinal), row.IsResolved, row.ResolvedBySystem, row.ResolvedAt,
            row.FirstStartAt ?? row.OpenedAt, row.LastStartAt ?? row.OpenedAt, row.LastEndAt));
        return (await KeysAsync(keys, [.. candidates.Keys])).ToLookup(one => one.Key, one => candidates[one.Number], StringComparer.Ordinal);
    }

    private Task<IEnumerable<(string Key, long Number)>> KeysAsync(string[] keys, long[] numbers) => QueryAsync<(string, long)>(
        "SELECT key, incident_number FROM incident_keys WHERE incident_number = ANY(@numbers) AND key = ANY(@keys)", new { numbers, keys });

    /// <summary>What further alerts find these incidents by.</summary>
    public Task WriteKeysAsync(IReadOnlyList<(string Key, long Number)> keys) => ExecuteAsync(
        "INSERT INTO incident_keys (key, incident_number) SELECT DISTINCT key, number FROM unnest(@keys, @numbers) AS one (key, number) ORDER BY 1, 2 ON CONFLICT DO NOTHING",
        new { keys = keys.Select(one => one.Key).ToArray(), numbers = keys.Select(one => one.Number).ToArray() });

    /// <summary>Incidents that alerts opened within the last minute.</summary>
    public Task<int> OpenedLatelyAsync() => QuerySingleAsync<int>(
        "SELECT count(*)::int FROM incidents WHERE opened_at > @since AND origin = 'alert'", new { since = now - TimeSpan.FromMinutes(1) });

    /// <summary>The text of a rule may change while it fires: what was said last is shown.</summary>
    public Task RefreshAnnotationsAsync(IReadOnlyList<IncomingAlert> alerts) => ExecuteAsync(
        """
        UPDATE alert_episodes e SET annotations = said.annotations::jsonb
        FROM unnest(@fingerprints, @annotations) AS said (fingerprint, annotations)
        WHERE e.fingerprint = said.fingerprint AND e.ends_at IS NULL AND e.merged_into IS NULL AND e.annotations <> said.annotations::jsonb
        """,
        new { fingerprints = Fingerprints(alerts), annotations = alerts.Select(Annotations).ToArray() });

    public Task<long> OpenIncidentAsync(IncomingAlert alert, bool isStorm) => QuerySingleAsync<long>(
        """
        INSERT INTO incidents (origin, correlation, title, service, team, priority, status, opened_at, due_from, updated_at)
        VALUES ('alert', @Scope, @Title, @Service, @Team, @priority, 'open', @now, @now, @now) RETURNING number
        """,
        isStorm
            ? new { Scope = IntakePlan.StormKey, Title = "Alert storm: many alerts at once", Service = (string?)null, Team = (string?)null, priority = (short)alert.Priority, now }
            : new { alert.Scope, alert.Title, alert.Service, alert.Team, priority = (short)alert.Priority, now });

    /// <summary>Closes and corrects before it opens: an alert has one open episode at most.</summary>
    public async Task WriteEpisodesAsync(IReadOnlyList<PlannedEpisode> episodes)
    {
        var absorbed = episodes.SelectMany(one => one.Change.Absorbed.Select(row => (row.Id, Into: one.Change.Row!.Id))).ToArray();
        if (absorbed.Length > 0)
        {
            await ExecuteAsync(
                "UPDATE alert_episodes e SET merged_into = one.target FROM unnest(@ids, @targets) AS one (id, target) WHERE e.id = one.id",
                new { ids = absorbed.Select(one => one.Id).ToArray(), targets = absorbed.Select(one => one.Into).ToArray() });
        }
        if (episodes.Where(one => one.Change.Row is not null).OrderBy(one => one.Change.Span.EndsAt is null).ToArray() is { Length: > 0 } known)
        {
            await ExecuteAsync(
                """
                UPDATE alert_episodes e SET
                    starts_at = one.starts_at, ends_at = one.ends_at, facts = one.facts::jsonb, incident_number = one.incident, assumed = false,
                    joined_because = coalesce(e.joined_because, one.because), closed_received_at = CASE WHEN one.ends_at IS NULL THEN NULL ELSE coalesce(e.closed_received_at, @now) END
                FROM unnest(@ids, @starts, @ends, @facts, @incidents, @becauses) AS one (id, starts_at, ends_at, facts, incident, because)
                WHERE e.id = one.id
                """,
                new { now, ids = known.Select(one => one.Change.Row!.Id).ToArray(), starts = Starts(known), ends = Ends(known), facts = Facts(known), incidents = Incidents(known), becauses = Becauses(known) });
        }
        if (episodes.Where(one => one.Change.Row is null).ToArray() is { Length: > 0 } fresh)
        {
            await ExecuteAsync(
                """
                INSERT INTO alert_episodes (fingerprint, starts_at, ends_at, facts, annotations, generator_url, incident_number, joined_because, first_received_at, closed_received_at)
                SELECT fingerprint, starts_at, ends_at, facts::jsonb, annotations::jsonb, url, incident, because, @now, CASE WHEN ends_at IS NULL THEN NULL ELSE @now END
                FROM unnest(@fingerprints, @starts, @ends, @facts, @annotations, @urls, @incidents, @becauses)
                    AS one (fingerprint, starts_at, ends_at, facts, annotations, url, incident, because)
                """,
                new
                {
                    now,
                    fingerprints = fresh.Select(one => one.Alert.Fingerprint).ToArray(),
                    starts = Starts(fresh),
                    ends = Ends(fresh),
                    facts = Facts(fresh),
                    annotations = fresh.Select(one => Annotations(one.Alert)).ToArray(),
                    urls = fresh.Select(one => one.Alert.Latest.GeneratorUrl).ToArray(),
                    incidents = Incidents(fresh),
                    becauses = Becauses(fresh),
                });
        }
    }

    /// <summary>Counts all rows of an incident; null when it has none.</summary>
    public async Task<AlertTotals?> TotalsAsync(long number) => (await QueryAsync<AlertTotals>(
        """
        SELECT e.incident_number AS incident, count(DISTINCT e.fingerprint)::int AS alerts,
               (count(*) FILTER (WHERE e.ends_at IS NULL))::int AS firing, array_agg(DISTINCT a.name) AS names,
               min(e.starts_at) AS first_start, max(e.starts_at) AS last_start, max(e.ends_at) AS last_end,
               coalesce(min(a.priority) FILTER (WHERE e.suppressed_by IS NULL), 4)::int AS highest
        FROM alert_episodes e JOIN alerts a USING (fingerprint)
        WHERE e.incident_number = @number AND e.merged_into IS NULL
        GROUP BY e.incident_number
        """,
        new { number })).SingleOrDefault();

    public Task<IEnumerable<IncidentRow>> LockIncidentsAsync(long[] numbers)
        => QueryAsync<IncidentRow>("SELECT * FROM incidents WHERE number = ANY(@numbers) ORDER BY number FOR UPDATE", new { numbers });

    public Task UpdateIncidentAsync(IncidentRow incident, IReadOnlyList<TimelineDraft> entries)
        => IncidentSql.UpdateAsync(connection, transaction, incident, entries, now, cancellationToken);

    private static string[] Fingerprints(IReadOnlyList<IncomingAlert> alerts) => [.. alerts.Select(alert => alert.Fingerprint)];

    private static string Annotations(IncomingAlert alert) => JsonSerializer.Serialize(alert.Latest.Annotations);

    private static DateTimeOffset[] Starts(PlannedEpisode[] episodes) => [.. episodes.Select(one => one.Change.Span.StartsAt)];

    private static DateTimeOffset?[] Ends(PlannedEpisode[] episodes) => [.. episodes.Select(one => one.Change.Span.EndsAt)];

    private static string[] Facts(PlannedEpisode[] episodes) => [.. episodes.Select(one => FactsJson.Write(one.Change.Span.Facts))];

    private static long?[] Incidents(PlannedEpisode[] episodes) => [.. episodes.Select(one => one.Incident?.Number)];

    private static string?[] Becauses(PlannedEpisode[] episodes) => [.. episodes.Select(one => one.Because)];

    private Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(Command(sql, parameters));

    private Task<IEnumerable<T>> QueryAsync<T>(string sql, object parameters) => connection.QueryAsync<T>(Command(sql, parameters));

    private Task<T> QuerySingleAsync<T>(string sql, object parameters) => connection.QuerySingleAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
