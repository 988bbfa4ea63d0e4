using System.Data;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>Reads incidents and alerts from the database; a database that is away is an outcome.</summary>
public sealed partial class IncidentQueries(NpgsqlDataSource database, IOptions<IncidentsOptions> options, TimeProvider time)
{
    private const string AlertColumns =
        """
        e.id, e.fingerprint, a.name, a.service, a.severity, a.priority, a.labels::text AS labels_text, e.annotations::text AS annotations_text, e.generator_url,
        e.starts_at, e.ends_at, e.first_received_at, a.last_seen_at, e.incident_number, e.joined_because,
        a.silenced_by, a.inhibited_by, e.assumed, e.doubted_at, e.suppressed_because
        """;

    private const string Narrowed =
        """
        (@status::text IS NULL OR status = @status) AND (@priority::int IS NULL OR priority = @priority) AND (@service::text IS NULL OR service = @service)
        AND (@from::timestamptz IS NULL OR opened_at >= @from)
        AND (@first::timestamptz IS NULL OR (opened_at <= @last AND coalesce(resolved_at, @last) >= @first))
        AND (@like::text IS NULL OR title ILIKE @like OR description ILIKE @like OR array_to_string(alert_names, ' ') ILIKE @like
             OR service ILIKE @like OR assignee_name ILIKE @like OR number = @number
             OR EXISTS (SELECT FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE e.incident_number = incidents.number AND a.labels::text ILIKE @like))
        """;

    public Task<Outcome<IncidentList>> ListAsync(IncidentFilter filter, CancellationToken cancellationToken) => TryAsync(async connection =>
    {
        var counts = await connection.QuerySingleAsync<IncidentCounts>(new CommandDefinition(
            """
            SELECT count(*) FILTER (WHERE status <> 'resolved')::int AS open, count(*) FILTER (WHERE status = 'open')::int AS unacknowledged,
                   (SELECT count(*)::int FROM alert_episodes e JOIN alerts a USING (fingerprint)
                    WHERE e.ends_at IS NULL AND e.merged_into IS NULL AND e.incident_number IS NULL AND a.name <> ALL(@Heartbeats)) AS firing_alerts,
                   EXISTS (SELECT FROM incidents) AS any
            FROM incidents WHERE status <> 'resolved'
            """, new { options.Value.Heartbeats }, cancellationToken: cancellationToken));
        if (filter.View == IncidentView.Alerts)
        {
            var (alerts, matchingAlerts) = await LooseAlertsAsync(connection, filter, cancellationToken);
            return new IncidentList([], alerts, matchingAlerts, counts);
        }
        var where = filter.View switch { IncidentView.Open => "status <> 'resolved' AND ", IncidentView.Resolved => "status = 'resolved' AND ", _ => "" } + Narrowed;
        var parameters = Parameters(filter);
        var rows = (await connection.QueryAsync<IncidentRow>(new CommandDefinition(
            $"SELECT * FROM incidents WHERE {where} ORDER BY {Order(filter)}, number DESC LIMIT @Limit", parameters, cancellationToken: cancellationToken))).AsList();
        var matching = rows.Count < filter.Limit
            ? rows.Count
            : await connection.QuerySingleAsync<int>(new CommandDefinition($"SELECT count(*)::int FROM incidents WHERE {where}", parameters, cancellationToken: cancellationToken));
        return new IncidentList(rows, [], matching, counts);
    });

    /// <returns>Null inside Ok when there is no such incident.</returns>
    public Task<Outcome<IncidentDetail?>> DetailAsync(long number, CancellationToken cancellationToken) => TryAsync<IncidentDetail?>(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var incident = await connection.QuerySingleOrDefaultAsync<IncidentRow>(Command("SELECT * FROM incidents WHERE number = @number", new { number }));
        if (incident is null)
            return null;
        var timeline = (await connection.QueryAsync<TimelineEntry>(Command(
            "SELECT id, at, kind, actor_kind, actor_name, address, text FROM incident_timeline WHERE incident_number = @number ORDER BY id DESC LIMIT 500", new { number }))).AsList();
        var alerts = Alerts(await connection.QueryAsync<RawAlert>(Command(
            $"""
            SELECT {AlertColumns} FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE e.incident_number = @number AND e.merged_into IS NULL
            ORDER BY e.ends_at IS NULL DESC, a.priority, e.starts_at DESC, e.fingerprint LIMIT 200
            """, new { number })));
        var episodes = alerts.Count < 200 ? alerts.Count : await connection.QuerySingleAsync<int>(Command(
            "SELECT count(*)::int FROM alert_episodes WHERE incident_number = @number AND merged_into IS NULL", new { number }));
        var also = incident.Service is null || incident.IsResolved ? [] : Alerts(await connection.QueryAsync<RawAlert>(Command(
            $"""
            SELECT {AlertColumns} FROM alert_episodes e JOIN alerts a USING (fingerprint)
            WHERE a.service = @Service AND e.ends_at IS NULL AND e.merged_into IS NULL AND e.incident_number IS DISTINCT FROM @number
            ORDER BY a.priority, e.starts_at DESC LIMIT 20
            """, new { incident.Service, number })));
        return new IncidentDetail(incident, timeline, alerts, episodes, also);

        CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
    });

    /// <summary>Unresolved incidents by service ("" for none) and priority.</summary>
    public Task<Outcome<IReadOnlyList<(string Service, Priority Priority, int Count)>>> OpenAsync(CancellationToken cancellationToken)
        => TryAsync<IReadOnlyList<(string, Priority, int)>>(async connection =>
        [
            .. (await connection.QueryAsync<(string Service, int Priority, int Count)>(new CommandDefinition(
                "SELECT coalesce(service, ''), priority::int, count(*)::int FROM incidents WHERE status <> 'resolved' GROUP BY 1, 2", cancellationToken: cancellationToken)))
                .Select(row => (row.Service, (Priority)row.Priority, row.Count)),
        ]);

    private async Task<(IReadOnlyList<AlertRow> Rows, int Matching)> LooseAlertsAsync(NpgsqlConnection connection, IncidentFilter filter, CancellationToken cancellationToken)
    {
        const string Source =
            """
            FROM alert_episodes e JOIN alerts a USING (fingerprint)
            WHERE e.incident_number IS NULL AND e.merged_into IS NULL AND a.name <> ALL(@Heartbeats) AND (@priority::int IS NULL OR a.priority = @priority) AND (@service::text IS NULL OR a.service = @service)
              AND (@from::timestamptz IS NULL OR e.starts_at >= @from)
              AND (@first::timestamptz IS NULL OR (e.starts_at <= @last AND coalesce(e.ends_at, @last) >= @first)) AND (@like::text IS NULL OR a.name ILIKE @like OR a.labels::text ILIKE @like OR e.annotations::text ILIKE @like)
            """;
        var parameters = Parameters(filter);
        var rows = Alerts(await connection.QueryAsync<RawAlert>(new CommandDefinition(
            $"SELECT {AlertColumns} {Source} ORDER BY e.ends_at IS NULL DESC, e.starts_at DESC, e.id DESC LIMIT @Limit", parameters, cancellationToken: cancellationToken)));
        var matching = rows.Count < filter.Limit ? rows.Count : await connection.QuerySingleAsync<int>(new CommandDefinition($"SELECT count(*)::int {Source}", parameters, cancellationToken: cancellationToken));
        return (rows, matching);
    }

    private object Parameters(IncidentFilter filter) => new
    {
        status = filter.Status is { } status ? IncidentSql.StatusText(status) : null,
        priority = (int?)filter.Priority,
        service = filter.Service,
        from = filter.From(time.GetUtcNow()),
        first = filter.During?.From,
        last = filter.During?.To,
        like = filter.Text.Length == 0 ? null : "%" + SqlLike.Escape(filter.Text).Replace('\0', '\u2400') + "%",
        number = Number().Match(filter.Text) is { Success: true } match && long.TryParse(match.Groups[1].Value, out var number) ? number : 0,
        filter.Limit,
        options.Value.Heartbeats,
    };

    private static string Order(IncidentFilter filter)
    {
        var (usual, reversed) = filter.Sort switch
        {
            IncidentSort.Opened => ("opened_at DESC", "opened_at"),
            IncidentSort.Updated => ("updated_at DESC", "updated_at"),
            IncidentSort.Service => ("service NULLS LAST, priority", "service DESC NULLS LAST, priority"),
            IncidentSort.Status => ("array_position(ARRAY['open', 'acknowledged', 'investigating', 'mitigating', 'resolved'], status), priority",
                "array_position(ARRAY['open', 'acknowledged', 'investigating', 'mitigating', 'resolved'], status) DESC, priority"),
            // Among the resolved the newest are wanted, not the most urgent.
            _ when filter.View == IncidentView.Resolved => ("resolved_at DESC", "resolved_at"),
            _ => ("status = 'resolved', priority, opened_at DESC", "status = 'resolved', priority DESC, opened_at DESC"),
        };
        return filter.Reverse ? reversed : usual;
    }

    private Task<Outcome<T>> TryAsync<T>(Func<NpgsqlConnection, Task<T>> read) => database.TryReadAsync(time, read);

    private static IReadOnlyList<AlertRow> Alerts(IEnumerable<RawAlert> rows) => [.. rows.Select(row => row.Read())];

    [GeneratedRegex(@"^\s*(?:INC-)?(\d{1,18})\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    // JSON columns as text, until they are read.
    private sealed record RawAlert
    {
        public long Id { get; init; }
        public string Fingerprint { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Service { get; init; }
        public string Severity { get; init; } = "";
        public Priority Priority { get; init; }
        public string LabelsText { get; init; } = "{}";
        public string AnnotationsText { get; init; } = "{}";
        public string GeneratorUrl { get; init; } = "";
        public DateTimeOffset StartsAt { get; init; }
        public DateTimeOffset? EndsAt { get; init; }
        public DateTimeOffset FirstReceivedAt { get; init; }
        public DateTimeOffset LastSeenAt { get; init; }
        public long? IncidentNumber { get; init; }
        public string? JoinedBecause { get; init; }
        public string[] SilencedBy { get; init; } = [];
        public string[] InhibitedBy { get; init; } = [];
        public bool Assumed { get; init; }
        public DateTimeOffset? DoubtedAt { get; init; }
        public string? SuppressedBecause { get; init; }

        public AlertRow Read() => new()
        {
            Id = Id, Fingerprint = Fingerprint, Name = Name, Service = Service, Severity = Severity, Priority = Priority,
            Labels = JsonSerializer.Deserialize<Dictionary<string, string>>(LabelsText)!,
            Annotations = JsonSerializer.Deserialize<Dictionary<string, string>>(AnnotationsText)!,
            GeneratorUrl = GeneratorUrl, StartsAt = StartsAt, EndsAt = EndsAt, FirstReceivedAt = FirstReceivedAt, LastSeenAt = LastSeenAt,
            IncidentNumber = IncidentNumber, JoinedBecause = JoinedBecause,
            SilencedBy = SilencedBy, InhibitedBy = InhibitedBy, IsAssumed = Assumed, DoubtedAt = EndsAt is null ? DoubtedAt : null, SuppressedBecause = EndsAt is null ? SuppressedBecause : null,
        };
    }
}
