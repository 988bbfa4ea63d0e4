using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access.Audit;

/// <summary>
/// Checks the chain a minute after the start and then once a day, so that a break is seen without anybody looking. The last
/// row's number and hash go to the log, which is kept elsewhere: with them rows that were cut off at the end are seen too.
/// </summary>
internal sealed partial class AuditWatch : BackgroundService
{
    private readonly AuditReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditWatch> _logger;
    private volatile ChainState? _state;

    public AuditWatch(AuditReader reader, TimeProvider time, ILogger<AuditWatch> logger)
    {
        (_reader, _time, _logger) = (reader, time, logger);
        PortalMetrics.Meter.CreateObservableGauge(
            "opsportal_audit_chain_unbroken",
            () => _state is { } state ? [new System.Diagnostics.Metrics.Measurement<int>(state.BrokenRow is null ? 1 : 0)] : Array.Empty<System.Diagnostics.Metrics.Measurement<int>>(),
            description: "1 while every row of the audit log is as it was written, at the last check; 0 when one isn't.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = TimeSpan.FromMinutes(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(wait, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            wait = await TryAsync(stoppingToken) ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(5);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await _reader.CheckAsync(cancellationToken);
            _state = state;
            if (state.BrokenRow is { } broken)
                LogBroken(broken, state.Problem!, state.Rows);
            else
                LogUnbroken(state.LastRow ?? 0, state.LastHash ?? "", state.Rows);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            LogNotChecked(error.Message);
            return false;
        }
    }

    [LoggerMessage(1040, LogLevel.Information, "The audit log is unbroken up to row {Row} with hash {Hash} ({Rows} rows)")]
    private partial void LogUnbroken(long row, string hash, long rows);

    [LoggerMessage(1041, LogLevel.Critical, "The audit log is broken at row {Row}: {Problem}; {Rows} rows before it are as they were written")]
    private partial void LogBroken(long row, string problem, long rows);

    [LoggerMessage(1042, LogLevel.Warning, "The audit log can't be checked now ({Reason}); it is tried again")]
    private partial void LogNotChecked(string reason);
}
