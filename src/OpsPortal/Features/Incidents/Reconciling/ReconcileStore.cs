using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Live;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>Reads what the reconciler watches, and writes what Alertmanager's list says of it.</summary>
public sealed class ReconcileStore(NpgsqlDataSource database, TimeProvider time)
{
    // A conclusion that was wrong shows within minutes.
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(1);
    private static readonly Actor Portal = Actor.System("OpsPortal");

    public async Task<IReadOnlyList<WatchedAlert>> WatchedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT a.fingerprint, a.name, a.labels::text AS labels_text, e.generator_url, e.id AS episode, e.incident_number AS incident, e.starts_at, e.ends_at,
                   e.doubted::text AS doubted_text, e.doubted_at, a.listed_at IS NOT NULL AS was_listed, a.gone_since, a.silenced_by, a.inhibited_by,
                   a.listed_at IS NOT NULL OR a.sender_url IN (SELECT DISTINCT sender_url FROM alerts WHERE listed_at IS NOT NULL) AS is_vouched_for
            FROM alerts a JOIN alert_episodes e USING (fingerprint)
            WHERE a.source = 'alertmanager' AND e.merged_into IS NULL AND (e.ends_at IS NULL OR e.assumed AND e.ends_at > @since)
            ORDER BY a.fingerprint, e.starts_at
            """,
            new { since = time.GetUtcNow() - LookBack }, cancellationToken: cancellationToken));
        // Of an alert's rows only the last matters: a conclusion before it is history.
        return [.. rows.GroupBy(row => row.Fingerprint, StringComparer.Ordinal).Select(group => group.Last().Read())];
    }

    /// <summary>Writes changes of the list, and tells the timeline of incidents whose alerts are held back, or no more.</summary>
    public async Task WriteAsync(IReadOnlyList<(WatchedAlert Alert, ReconcileStep Step)> steps, Func<string, string> silenceWords, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var gone = steps.Where(one => one.Step.SetsGone).ToArray();
        var listed = steps.Where(one => one.Step.Listed is not null).ToArray();
        if (gone.Length + listed.Length == 0)
            return;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT FROM alerts WHERE fingerprint = ANY(@all) ORDER BY fingerprint FOR UPDATE",
            new { all = gone.Concat(listed).Select(one => one.Alert.Fingerprint).Distinct().ToArray() }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE alerts a SET gone_since = one.since FROM unnest(@fingerprints, @times) AS one (fingerprint, since) WHERE a.fingerprint = one.fingerprint",
            new { fingerprints = gone.Select(one => one.Alert.Fingerprint).ToArray(), times = gone.Select(one => one.Step.GoneSince).ToArray() }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE alerts a SET listed_at = @now, gone_since = NULL, silenced_by = string_to_array(one.silences, ' '), inhibited_by = string_to_array(one.inhibitors, ' ')
            FROM unnest(@fingerprints, @silences, @inhibitors) AS one (fingerprint, silences, inhibitors) WHERE a.fingerprint = one.fingerprint
            """,
            new
            {
                now, fingerprints = listed.Select(one => one.Alert.Fingerprint).ToArray(),
                silences = listed.Select(one => string.Join(' ', one.Step.Listed!.SilencedBy)).ToArray(), inhibitors = listed.Select(one => string.Join(' ', one.Step.Listed!.InhibitedBy)).ToArray(),
            },
            transaction, cancellationToken: cancellationToken));
        await TellAsync(connection, transaction, HeldBack.Tell(listed.Select(one => (one.Alert, one.Step.Listed!)), silenceWords), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ILookup<long, string> words, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var incident in words.OrderBy(group => group.Key))
        {
            var before = await connection.QuerySingleAsync<IncidentRow>(new CommandDefinition(
                "SELECT * FROM incidents WHERE number = @Key FOR UPDATE", new { incident.Key }, transaction, cancellationToken: cancellationToken));
            await IncidentSql.UpdateAsync(
                connection, transaction, before with { Version = before.Version + 1 }, [.. incident.Select(text => new TimelineDraft(TimelineKind.Suppressed, Portal, text))], now, cancellationToken);
            await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, incident.Key.ToString());
        }
    }

    // JSON columns as text, until they are read.
    private sealed record Row
    {
        public string Fingerprint { get; init; } = "";
        public string Name { get; init; } = "";
        public string LabelsText { get; init; } = "{}";
        public string GeneratorUrl { get; init; } = "";
        public long Episode { get; init; }
        public long? Incident { get; init; }
        public DateTimeOffset StartsAt { get; init; }
        public DateTimeOffset? EndsAt { get; init; }
        public string? DoubtedText { get; init; }
        public DateTimeOffset? DoubtedAt { get; init; }
        public bool WasListed { get; init; }
        public DateTimeOffset? GoneSince { get; init; }
        public string[] SilencedBy { get; init; } = [];
        public string[] InhibitedBy { get; init; } = [];
        public bool IsVouchedFor { get; init; }

        public WatchedAlert Read() => new()
        {
            Fingerprint = Fingerprint, Name = Name, Labels = JsonSerializer.Deserialize<Dictionary<string, string>>(LabelsText)!, GeneratorUrl = GeneratorUrl, Episode = Episode, Incident = Incident,
            StartsAt = StartsAt, EndsAt = EndsAt, Doubted = DoubtedText is null ? [] : FactsJson.Read(DoubtedText), DoubtedAt = DoubtedAt, WasListed = WasListed,
            GoneSince = GoneSince, SilencedBy = SilencedBy, InhibitedBy = InhibitedBy, IsVouchedFor = IsVouchedFor,
        };
    }
}
