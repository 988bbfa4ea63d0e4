using Npgsql;
using OpsPortal.Live;

namespace OpsPortal.Features.Access.Lookup;

/// <summary>A change of an account or a token, made by whichever replica, is known here at once.</summary>
internal sealed class AccessChanges(ChangeFeed feed, AccessDirectory directory) : IHostedService
{
    public const string Topic = "access";
    private IDisposable? _subscription;

    /// <summary>Tells every replica when the transaction commits.</summary>
    public static Task NotifyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string key)
        => ChangeFeed.NotifyAsync(connection, transaction, Topic, key);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.Subscribe(Topic, _ =>
        {
            directory.Invalidate();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }
}
