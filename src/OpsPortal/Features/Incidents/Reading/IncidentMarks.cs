using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>Incidents and firing alerts as marks over a time axis.</summary>
internal sealed class IncidentMarks(NpgsqlDataSource database, IOptions<IncidentsOptions> options, TimeProvider time) : IMarkSource
{
    public Task<Outcome<IReadOnlyList<Mark>>> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? service, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<Mark>>(time, async connection =>
        {
            var parameters = new { from, to, service, options.Value.Heartbeats, IMarkSource.Most };
            var incidents = await connection.QueryAsync<Row>(new CommandDefinition(
                """
                SELECT number, title AS text, service, priority::int AS priority, least(opened_at, first_start_at) AS from_at, resolved_at AS to_at
                FROM incidents
                WHERE least(opened_at, first_start_at) < @to AND (resolved_at IS NULL OR resolved_at >= @from) AND (@service::text IS NULL OR service IS NULL OR service = @service)
                ORDER BY opened_at DESC LIMIT @Most
                """, parameters, cancellationToken: cancellationToken));
            var alerts = await connection.QueryAsync<Row>(new CommandDefinition(
                """
                SELECT e.incident_number AS number, a.name AS text, CASE WHEN count(DISTINCT a.service) = 1 THEN min(a.service) END AS service, min(a.priority)::int AS priority,
                       min(e.starts_at) AS from_at, max(e.ends_at) AS to_at, count(*)::int AS count
                FROM alert_episodes e JOIN alerts a USING (fingerprint)
                WHERE e.merged_into IS NULL AND a.name <> ALL(@Heartbeats) AND e.starts_at < @to AND (e.ends_at IS NULL OR e.ends_at >= @from)
                  AND (@service::text IS NULL OR a.service IS NULL OR a.service = @service)
                GROUP BY e.incident_number, a.name, CASE WHEN e.incident_number IS NULL THEN a.service END, date_trunc('minute', e.starts_at), date_trunc('minute', e.ends_at)
                ORDER BY min(e.starts_at) DESC LIMIT @Most
                """, parameters, cancellationToken: cancellationToken));
            return [.. incidents.Select(Incident), .. alerts.Select(Alert)];
        }, cancellationToken);

    private static Mark Incident(Row row) => new(
        "incident", row.FromAt, row.ToAt, $"{IncidentRow.NameOf(row.Number ?? 0)} {row.Text}", row.Priority <= 2 ? "bad" : "warn", row.Service, $"{IncidentFilter.Path}/{row.Number}");

    // A thousand alerts of a storm that begin within a minute are one mark, not a thousand over each other.
    private static Mark Alert(Row row) => new(
        "alert", row.FromAt, row.ToAt, row.Text + (row.Count > 1 ? $" × {row.Count}" : "") + (row.ToAt is null ? " fires" : " fired"), row.Priority switch { <= 2 => "bad", 3 => "warn", _ => "info" }, row.Service,
        row.Number is { } number ? $"{IncidentFilter.Path}/{number}" : new IncidentFilter(IncidentView.Alerts, Text: row.Text).ToUri());

    private sealed record Row
    {
        public long? Number { get; init; }
        public string Text { get; init; } = "";
        public string? Service { get; init; }
        public int Priority { get; init; }
        public DateTimeOffset FromAt { get; init; }
        public DateTimeOffset? ToAt { get; init; }
        public int Count { get; init; }
    }
}
