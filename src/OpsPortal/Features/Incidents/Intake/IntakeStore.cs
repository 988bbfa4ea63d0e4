using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Reconciling;
using OpsPortal.Live;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>What became of a delivery that was kept.</summary>
/// <param name="IsRepeat">Its very body was kept before: nothing new.</param>
/// <param name="Changed">How many times of firing began, ended or were corrected.</param>
/// <param name="Incidents">Numbers of the incidents that changed.</param>
public sealed record IntakeResult(bool IsRepeat, int Alerts, int Changed, IReadOnlyList<long> Incidents)
{
    /// <summary>Nothing but when it was seen last.</summary>
    public static IntakeResult Unchanged(bool isRepeat, int alerts) => new(isRepeat, alerts, 0, []);
}

/// <summary>
/// Keeps a delivery: its bytes, its alerts and what they do to incidents, in one transaction, with a bounded number of
/// statements whatever the number of alerts.
/// </summary>
/// <remarks>
/// Locks are taken in one order everywhere (the storm, scopes by their lock, alerts by fingerprint, incidents by number, the order of events,
/// the audit log), so that deliveries side by side wait for each other and don't deadlock; two about different services don't meet at all.
/// </remarks>
public sealed class IntakeStore(
    NpgsqlDataSource database, SeverityTable severities, ServiceCatalog catalog, CorrelationRules rules, PrometheusWatch prometheus, IOptions<IncidentsOptions> options,
    TimeProvider time)
{
    private readonly IntakeContext _context = new(severities, catalog, rules, options.Value);

    /// <summary>Returns after the commit.</summary>
    /// <exception cref="NpgsqlException">The database can't be reached or refuses; nothing was kept.</exception>
    public Task<IntakeResult> StoreAsync(WebhookDelivery delivery, byte[] body, Actor sender, CancellationToken cancellationToken)
    {
        var alerts = IncomingAlert.From(delivery, _context);
        return InTransactionAsync(async (sql, work) =>
        {
            var isRepeat = await sql.KeepDeliveryAsync(delivery, SHA256.HashData(body), Compress(body), sender.Name);
            // What was told before may still take back what the portal concluded since.
            if (!isRepeat || await sql.IsUnsureAsync(alerts))
                return await work.TakeAsync(alerts, delivery, isRepeat);
            await sql.SeenAgainAsync(alerts);
            return IntakeResult.Unchanged(true, alerts.Count);
        }, cancellationToken);
    }

    /// <summary>Alerts of the portal itself, which nobody posted.</summary>
    public Task<IntakeResult> StoreOwnAsync(IReadOnlyList<WebhookAlert> alerts, CancellationToken cancellationToken)
    {
        var delivery = new WebhookDelivery("", "", "", 0, alerts) { Source = AlertSource.Portal };
        return InTransactionAsync((_, work) => work.TakeAsync(IncomingAlert.From(delivery, _context), delivery, false), cancellationToken);
    }

    /// <summary>Takes what the reconciler concluded, where it still holds.</summary>
    public Task<IntakeResult> ConcludeAsync(IReadOnlyList<Conclusion> conclusions, CancellationToken cancellationToken)
        => InTransactionAsync((_, work) => work.ConcludeAsync(conclusions), cancellationToken);

    private async Task<IntakeResult> InTransactionAsync(Func<IntakeSql, IntakeWork, Task<IntakeResult>> act, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var sql = new IntakeSql(connection, transaction, now, cancellationToken);
        var result = await act(sql, new IntakeWork(sql, new UnsureSql(connection, transaction, now, cancellationToken), new SymptomSql(connection, transaction, cancellationToken), _context, prometheus, now));
        string[] changed = result.Changed > 0 && result.Incidents.Count == 0 ? [IncidentTopics.LooseAlerts] : [.. result.Incidents.Select(number => number.ToString())];
        await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, changed);
        await transaction.CommitAsync(cancellationToken);
        return result;
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
