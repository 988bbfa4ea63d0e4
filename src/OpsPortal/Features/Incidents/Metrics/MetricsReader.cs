using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Metrics;

/// <summary>Reads the incidents of a period for the metrics' page and its CSV.</summary>
public sealed class MetricsReader(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The page's address.</summary>
    public const string Path = IncidentFilter.Path + "/metrics";
    private const int Most = 20_000;

    /// <summary>The choices of the period, in days.</summary>
    public static IReadOnlyList<int> Periods { get; } = [7, 30, 90, 365];

    /// <returns>What the URL says, or 30.</returns>
    public static int Days(string? text) => int.TryParse(text, out var days) && Periods.Contains(days) ? days : 30;

    /// <summary>Incidents opened within the last so many days; one that became part of another is not counted.</summary>
    public Task<Outcome<(IReadOnlyList<CountedIncident> Incidents, bool IsCut)>> ReadAsync(int days, CancellationToken cancellationToken)
        => database.TryReadAsync<(IReadOnlyList<CountedIncident>, bool)>(time, async connection =>
        {
            var rows = (await connection.QueryAsync<CountedIncident>(new CommandDefinition(
                """
                SELECT i.number, i.title, i.service, i.priority::int AS priority, i.opened_at, i.resolved_at, t.acknowledged_at, t.mitigated_at, coalesce(t.persons, 0) = 0 AS is_untouched,
                       coalesce((SELECT a.name FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE e.incident_number = i.number AND e.merged_into IS NULL ORDER BY e.starts_at, e.id LIMIT 1), '') AS cause,
                       (SELECT count(*)::int FROM alert_episodes e WHERE e.incident_number = i.number AND e.merged_into IS NULL) AS alerts
                FROM incidents i
                LEFT JOIN LATERAL (
                    SELECT min(at) FILTER (WHERE kind IN ('acknowledged', 'investigating', 'mitigating')) AS acknowledged_at, min(at) FILTER (WHERE kind = 'mitigating') AS mitigated_at, count(*) AS persons
                    FROM incident_timeline WHERE incident_number = i.number AND actor_kind = 'user') t ON true
                WHERE i.opened_at > @since AND i.merged_into IS NULL
                ORDER BY i.number DESC LIMIT @limit
                """,
                new { since = time.GetUtcNow() - TimeSpan.FromDays(days), limit = Most + 1 }, cancellationToken: cancellationToken))).AsList();
            return (rows.Count > Most ? rows[..Most] : rows, rows.Count > Most);
        });

    /// <summary>One row an incident; spans in seconds, times UTC.</summary>
    internal static async Task<IResult> CsvAsync(HttpContext context, MetricsReader reader)
    {
        var days = Days(context.Request.Query["days"]);
        var read = await reader.ReadAsync(days, context.RequestAborted);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        var text = IncidentCsv.Write(
            ["incident", "title", "service", "priority", "cause", "opened_at", "acknowledge_seconds", "mitigate_seconds", "resolve_seconds", "nobody_acted", "alerts"],
            read.Value.Incidents.Select(one => new object?[]
            {
                IncidentRow.NameOf(one.Number), one.Title, one.Service, one.Priority, one.Cause, one.OpenedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
                (one.AcknowledgedAt - one.OpenedAt)?.TotalSeconds, (one.MitigatedAt - one.OpenedAt)?.TotalSeconds, (one.ResolvedAt - one.OpenedAt)?.TotalSeconds, one.IsUntouched ? "true" : "false", one.Alerts,
            }));
        return Results.File(System.Text.Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", $"incident-metrics-{days}d.csv");
    }
}
