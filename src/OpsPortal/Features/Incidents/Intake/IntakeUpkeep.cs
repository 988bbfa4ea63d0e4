using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>Looks every few seconds whether alerts could be kept and when the last ones came, and drops bodies that are too old or too many.</summary>
public sealed partial class IntakeUpkeep(
    NpgsqlDataSource database, IntakeStatus status, IOptions<IncidentsOptions> options, TimeProvider time, ILogger<IntakeUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);
    private readonly IncidentsOptions _options = options.Value;
    private DateTimeOffset _nextSweep = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TickAsync(stoppingToken);
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One look; what fails is noted and tried again with the next.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
            if (time.GetUtcNow() < _nextSweep)
                return;
            await SweepAsync(cancellationToken);
            _nextSweep = time.GetUtcNow() + SweepEvery;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            if (status.IsReady)
                LogNotReady(error.Message);
            status.Failed(error.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (readOnly, delivery, heartbeat) = await connection.QuerySingleAsync<(bool, DateTimeOffset?, DateTimeOffset?)>(new CommandDefinition(
            """
            SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
                   (SELECT max(last_seen_at) FROM alert_deliveries),
                   (SELECT max(last_seen_at) FROM alerts WHERE name = ANY(@Heartbeats))
            """,
            new { _options.Heartbeats }, commandTimeout: _options.IntakeTimeoutSeconds, cancellationToken: cancellationToken));
        status.Read(delivery, heartbeat);
        if (readOnly)
            status.Failed("The database takes no writes: it is a standby, or set to read-only.");
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var dropped = await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM alert_deliveries
            WHERE last_seen_at < @oldest
               OR id <= (SELECT id FROM alert_deliveries ORDER BY id DESC OFFSET @KeepDeliveries LIMIT 1)
            """,
            new { oldest = time.GetUtcNow() - TimeSpan.FromDays(_options.KeepDeliveriesDays), _options.KeepDeliveries }, cancellationToken: cancellationToken));
        if (dropped > 0)
            LogDropped(dropped);
    }

    [LoggerMessage(2010, LogLevel.Warning, "Alerts can't be kept: {Reason}")]
    private partial void LogNotReady(string reason);

    [LoggerMessage(2011, LogLevel.Information, "Dropped {Count} webhook bodies that were too old or too many")]
    private partial void LogDropped(int count);
}
