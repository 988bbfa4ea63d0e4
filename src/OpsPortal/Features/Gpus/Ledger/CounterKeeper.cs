using System.Net.Sockets;
using Npgsql;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>Keeps the energy counters over restarts of the portal: reads them at its start, writes them each minute and at its end.</summary>
internal sealed partial class CounterKeeper(ResetWatch watch, CounterStore counters, LedgerStore ledger, TimeProvider time, ILogger<CounterKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryAsync(LoadAsync, stoppingToken))
                await Task.Delay(Retry, time, stoppingToken);
            using var timer = new PeriodicTimer(Pace, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                _ = await TryAsync(SaveAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            _ = await TryAsync(SaveAsync, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host has no time left: the counters are a minute old at most.
        }
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        var known = await counters.LoadAsync(cancellation);
        if (watch.Remember(known) is { Count: > 0 } notes)
            await ledger.WriteAsync(notes, cancellation);
    }

    private Task SaveAsync(CancellationToken cancellation) =>
        watch.TakeChanged() is { Count: > 0 } changed ? counters.SaveAsync(changed, cancellation) : Task.CompletedTask;

    /// <returns>False when the database is away.</returns>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or SocketException)
        {
            LogAway(error.Message);
            return false;
        }
    }

    [LoggerMessage(4021, LogLevel.Warning, "GPU counters are not kept now: {Reason}")]
    private partial void LogAway(string reason);
}
