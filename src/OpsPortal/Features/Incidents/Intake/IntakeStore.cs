using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Live;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>What became of a delivery that was kept.</summary>
/// <param name="IsRepeat">Its very body was kept before: nothing new.</param>
/// <param name="Changed">How many times of firing began, ended or were corrected.</param>
/// <param name="Incidents">Numbers of the incidents that changed.</param>
public sealed record IntakeResult(bool IsRepeat, int Alerts, int Changed, IReadOnlyList<long> Incidents);

/// <summary>
/// Keeps a delivery: its bytes, its alerts and what they do to incidents, in one transaction, with a bounded number of
/// statements whatever the number of alerts.
/// </summary>
/// <remarks>
/// Locks are taken in one order everywhere (scopes by name, alerts by fingerprint, incidents by number), so that deliveries
/// side by side wait for each other and don't deadlock; two deliveries about different services don't meet at all.
/// </remarks>
public sealed class IntakeStore(
    NpgsqlDataSource database, SeverityTable severities, ServiceCatalog catalog, IOptions<IncidentsOptions> options, TimeProvider time)
{
    private readonly IncidentsOptions _options = options.Value;

    /// <summary>Returns after the commit.</summary>
    /// <exception cref="NpgsqlException">The database can't be reached or refuses; nothing was kept.</exception>
    public async Task<IntakeResult> StoreAsync(WebhookDelivery delivery, byte[] body, Actor sender, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var alerts = IncomingAlert.From(delivery, severities, catalog, _options);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var sql = new IntakeSql(connection, transaction, now, cancellationToken);
        var isRepeat = await sql.KeepDeliveryAsync(delivery, SHA256.HashData(body), Compress(body), sender.Name);
        var result = isRepeat ? await RepeatAsync(sql, alerts) : await TakeAsync(sql, delivery, alerts, now);
        foreach (var incident in result.Incidents)
            await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, incident.ToString());
        if (result.Changed > 0 && result.Incidents.Count == 0)
            await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, IncidentTopics.LooseAlerts);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private static async Task<IntakeResult> RepeatAsync(IntakeSql sql, IReadOnlyList<IncomingAlert> alerts)
    {
        await sql.SeenAgainAsync(alerts);
        return new IntakeResult(true, alerts.Count, 0, []);
    }

    private async Task<IntakeResult> TakeAsync(IntakeSql sql, WebhookDelivery delivery, IReadOnlyList<IncomingAlert> alerts, DateTimeOffset now)
    {
        if (alerts.Count == 0)
            return new IntakeResult(false, 0, 0, []);
        var scopes = alerts.Where(alert => alert.Opens).Select(alert => alert.Scope).Distinct().Order(StringComparer.Ordinal).ToArray();
        await sql.LockScopesAsync(scopes);
        await sql.UpsertAlertsAsync(alerts);
        var known = await sql.EpisodesAsync(alerts);
        var plan = IntakePlan.Make(alerts, known, await sql.CandidatesAsync(scopes), TimeSpan.FromMinutes(_options.JoinWithinMinutes));
        await sql.RefreshAnnotationsAsync(alerts);
        if (plan.Episodes.Count == 0)
            return new IntakeResult(false, alerts.Count, 0, []);
        foreach (var slot in plan.Incidents.Where(slot => slot.OpenedBy is not null))
            slot.Number = await sql.OpenIncidentAsync(slot.OpenedBy!);
        await sql.WriteEpisodesAsync(plan.Episodes);
        await SettleAsync(sql, plan, known, delivery, now);
        return new IntakeResult(false, alerts.Count, plan.Episodes.Count, [.. plan.Incidents.Select(slot => slot.Number).Distinct().Order()]);
    }

    private async Task SettleAsync(IntakeSql sql, IntakePlan plan, ILookup<string, KnownEpisode> known, WebhookDelivery delivery, DateTimeOffset now)
    {
        var numbers = plan.Incidents.Select(slot => slot.Number).Distinct().Order().ToArray();
        foreach (var before in await sql.LockIncidentsAsync(numbers))
        {
            var own = plan.Episodes.Where(one => one.Incident?.Number == before.Number).ToArray();
            var counted = AlertCount.Next(before, own, fingerprint => known[fingerprint].Any(row => row.Incident == before.Number)) ?? await sql.TotalsAsync(before.Number);
            if (counted is null)
                continue;
            var isNew = plan.Incidents.Any(slot => slot.Number == before.Number && slot.OpenedBy is not null);
            var (after, entries) = IncidentSettling.Settle(before, counted, own.Any(one => one.Change.Opens), now);
            var story = IntakeStory.Tell(own, isNew, delivery.TruncatedAlerts, severities);
            await sql.UpdateIncidentAsync(after with { Version = isNew ? before.Version : before.Version + 1 }, [.. story, .. entries]);
        }
    }

    // Bodies of a group repeat their labels a thousand times: the fastest level makes 398 kB into 20 kB.
    private static byte[] Compress(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(body);
        return buffer.ToArray();
    }
}
