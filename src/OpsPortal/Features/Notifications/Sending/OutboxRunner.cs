using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Features.Notifications.Outbox;
using OpsPortal.Live;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Sends what is due, as soon as it is, on some channels at once: one that hangs doesn't hold the others.</summary>
internal sealed partial class OutboxRunner(
    Delivery delivery, OutboxStore store, ChangeFeed feed, IOptions<NotificationsOptions> options, TimeProvider time, ILogger<OutboxRunner> logger) : BackgroundService
{
    private const int Workers = 6;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DropEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Send)
            return;
        using var changed = new SemaphoreSlim(0, Workers);
        using var subscription = feed.Subscribe(Topics.Notifications, _ =>
        {
            Wake(changed);
            return Task.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(changed, stoppingToken)).Append(DropAsync(stoppingToken)));
    }

    private async Task WorkAsync(SemaphoreSlim changed, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await delivery.RoundAsync(stoppingToken))
                    Wake(changed);
                await changed.WaitAsync(LookEvery, stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                LogAway(error.Message);
                await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task DropAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.DropAsync(time.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays), stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                // The next hour does it.
            }
            await Task.Delay(DropEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Wake(SemaphoreSlim changed)
    {
        try
        {
            changed.Release();
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // All are awake, or the process stops.
        }
    }

    [LoggerMessage(2502, LogLevel.Warning, "The outbox can't be read ({Reason}); trying again")]
    private partial void LogAway(string reason);
}
