using OpsPortal.Live;

namespace OpsPortal.Features.Costs.Prices;

/// <summary>Keeps <see cref="Domain.Costs.IPrices.Current"/> near what the database holds, whoever of the replicas entered it.</summary>
internal sealed class PriceWatch(PriceStore store, ChangeFeed changes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = changes.Subscribe(PriceStore.Topic, _ => store.ReadAsync(stoppingToken));
        using var timer = new PeriodicTimer(Refresh, time);
        try
        {
            do
                await store.ReadAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
