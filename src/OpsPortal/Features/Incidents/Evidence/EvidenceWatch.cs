using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>Takes the evidence of each incident some seconds after it opened, one at a time: in a storm the sources are not asked a hundred times at once.</summary>
public sealed partial class EvidenceWatch(EvidenceStore store, EvidenceTaker taker, TimeProvider time, ILogger<EvidenceWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private const int AtOnce = 5;

    public async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var number in await store.WaitingAsync(Settle, AtOnce, cancellationToken))
            {
                using var timeout = new CancellationTokenSource(Longest, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
                await taker.TakeAsync(number, either.Token);
            }
        }
        catch (Exception error) when (DatabaseReads.IsAway(error) || error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [LoggerMessage(2040, LogLevel.Warning, "The evidence of an incident can't be taken now ({Reason}); trying again")]
    private partial void LogFailed(string reason);
}
