using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Pages;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>
/// The dead man's switch: an alert that always fires and came before, and comes no more, is an alert of the portal's own. It
/// ends when the heartbeat is back.
/// </summary>
public sealed class HeartbeatWatch(
    NpgsqlDataSource database, IntakeStore store, IntakeStatus status, SeverityTable severities, IOptions<IncidentsOptions> options, TimeProvider time)
{
    public const string AlertName = "HeartbeatMissing";
    private readonly IncidentsOptions _options = options.Value;

    // What could not come in while the portal or its database was away is not missing yet.
    private DateTimeOffset _ableSince = time.GetUtcNow();

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!status.IsReady)
        {
            _ableSince = now;
            return;
        }
        var late = TimeSpan.FromMinutes(_options.HeartbeatLateMinutes);
        var alerts = new List<WebhookAlert>();
        foreach (var beat in await ReadAsync(cancellationToken))
        {
            var since = beat.LastSeenAt > _ableSince || beat.MissingSince is not null ? beat.LastSeenAt : _ableSince;
            var missing = now - since > late || beat.EndedAt is { } ended && now - ended > late;
            if (missing && beat.MissingSince is null)
                alerts.Add(Alert(beat, beat.EndedAt ?? beat.LastSeenAt, null));
            else if (!missing && beat.MissingSince is { } start)
                alerts.Add(Alert(beat, start, now));
        }
        if (alerts.Count > 0)
            await store.StoreOwnAsync(alerts, cancellationToken);
    }

    private WebhookAlert Alert(Heartbeat beat, DateTimeOffset since, DateTimeOffset? until)
    {
        var start = WebhookJson.Micros(since);
        var labels = new Dictionary<string, string> { ["alertname"] = AlertName, ["heartbeat"] = beat.Name, [severities.Label] = "critical" };
        return new WebhookAlert(AlertFingerprint.Of(labels), start, until, labels, new Dictionary<string, string>
        {
            ["summary"] = $"Alerts may not get through: {beat.Name} does not come any more",
            ["description"] = beat.EndedAt is { } ended
                ? $"{beat.Name} fires always, to show that alerts get through. Alertmanager said at {ended:u} that it ended: Prometheus has stopped sending it. Other ends that were told since may be no ends either."
                : $"{beat.Name} fires always, to show that alerts get through. It came last at {beat.LastSeenAt:u} and is missing for more than {Durations.Words(TimeSpan.FromMinutes(_options.HeartbeatLateMinutes))}: Prometheus, Alertmanager or the way between is down.",
            ["runbook_url"] = "/runbooks/heartbeat-missing",
        }, "");
    }

    private async Task<IReadOnlyList<Heartbeat>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Heartbeat>(new CommandDefinition(
            """
            SELECT a.name, max(a.last_seen_at) AS last_seen_at,
                   CASE WHEN bool_or(e.ends_at IS NULL AND e.doubted IS NULL) THEN NULL ELSE max(coalesce(e.ends_at, e.doubted_at)) END AS ended_at,
                   (SELECT m.starts_at FROM alerts w JOIN alert_episodes m USING (fingerprint)
                    WHERE w.name = @AlertName AND w.labels ->> 'heartbeat' = a.name AND m.ends_at IS NULL AND m.merged_into IS NULL) AS missing_since
            FROM alerts a
            CROSS JOIN LATERAL (SELECT * FROM alert_episodes e WHERE e.fingerprint = a.fingerprint AND e.merged_into IS NULL ORDER BY e.starts_at DESC LIMIT 1) e
            WHERE a.name = ANY(@Heartbeats)
            GROUP BY a.name
            """,
            new { AlertName, _options.Heartbeats }, cancellationToken: cancellationToken))).AsList();
    }

    private sealed record Heartbeat
    {
        public string Name { get; init; } = "";
        public DateTimeOffset LastSeenAt { get; init; }

        /// <summary>When it was told to have ended; null while it fires.</summary>
        public DateTimeOffset? EndedAt { get; init; }

        /// <summary>Since when its alert of missing fires; null when it doesn't.</summary>
        public DateTimeOffset? MissingSince { get; init; }
    }
}
