using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace OpsPortal.Live;

/// <summary>
/// Tells every page of every replica that something changed, through PostgreSQL's LISTEN/NOTIFY. A notification that is
/// raised inside a transaction is delivered when that commits, and not at all when it doesn't. While the connection is
/// away nothing arrives; when it is back, every subscriber is called with <see cref="Everything"/> and reads anew.
/// </summary>
public sealed partial class ChangeFeed(NpgsqlDataSource database, TimeProvider time, ILogger<ChangeFeed> logger) : BackgroundService
{
    /// <summary>The key that is delivered when changes may have been missed.</summary>
    public const string Everything = "*";

    private const string Channel = "opsportal";
    private readonly ConcurrentDictionary<Guid, (string Topic, Func<string, Task> OnChange)> _subscribers = new();
    private readonly ConcurrentDictionary<string, long> _latest = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>How many changes were told to this process; a moment to ask <see cref="HasChangedSince"/> about.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <param name="topic">A feature's word, without colon: <c>incidents</c>.</param>
    /// <param name="key">What changed, at most some hundred bytes.</param>
    public static Task NotifyAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string topic, string key)
        => NotifyAsync(connection, transaction, topic, [key]);

    /// <summary>Several keys of a topic, in one statement.</summary>
    public static Task NotifyAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string topic, IReadOnlyList<string> keys)
        => keys.Count == 0
            ? Task.CompletedTask
            : connection.ExecuteAsync("SELECT count(pg_notify(@Channel, payload)) FROM unnest(@payloads) payload", new { Channel, payloads = keys.Select(key => topic + ":" + key).ToArray() }, transaction);

    /// <param name="onChange">Gets the key; must return fast. What it throws is logged, and stops nobody else.</param>
    public IDisposable Subscribe(string topic, Func<string, Task> onChange)
    {
        var id = Guid.NewGuid();
        _subscribers[id] = (topic, onChange);
        return new Subscription(() => _subscribers.TryRemove(id, out _));
    }

    /// <summary>For who reads anew at a change: many changes in a row are one call, <paramref name="atMostEvery"/> after the first of them.</summary>
    /// <param name="onChange">Cancelled or disposed meanwhile is no failure: the viewer left.</param>
    public IDisposable Subscribe(string topic, TimeSpan atMostEvery, Func<Task> onChange)
    {
        var ended = new CancellationTokenSource();
        var waiting = 0;
        var subscription = Subscribe(topic, async _ =>
        {
            if (Interlocked.Exchange(ref waiting, 1) == 1)
                return;
            try
            {
                await Task.Delay(atMostEvery, time, ended.Token);
                Volatile.Write(ref waiting, 0);
                await onChange();
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                // The viewer left.
            }
        });
        return new Subscription(() =>
        {
            subscription.Dispose();
            ended.Cancel();
        });
    }

    /// <summary>Whether a change of a topic was told, or may have been missed, after <see cref="Count"/> was this.</summary>
    public bool HasChangedSince(string topic, long count)
        => _latest.GetValueOrDefault(topic) > count || _latest.GetValueOrDefault(Everything) > count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var first = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, notification) => Deliver(notification.Payload);
                await connection.ExecuteAsync($"LISTEN {Channel}");
                if (!first)
                    Deliver(Everything + ":" + Everything);
                first = false;
                while (true)
                    await connection.WaitAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                first = false;
                LogLost(error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <param name="payload">As PostgreSQL delivers it: <c>topic:key</c>.</param>
    internal void Deliver(string payload)
    {
        var colon = payload.IndexOf(':', StringComparison.Ordinal);
        var (topic, key) = (payload[..colon], payload[(colon + 1)..]);
        _latest[topic] = Interlocked.Increment(ref _count);
        foreach (var (_, subscriber) in _subscribers)
        {
            if (topic == Everything || subscriber.Topic == topic)
                _ = CallAsync(subscriber.OnChange, key);
        }
    }

    private async Task CallAsync(Func<string, Task> onChange, string key)
    {
        try
        {
            await onChange(key);
        }
        catch (Exception error)
        {
            LogSubscriberFailed(error);
        }
    }

    [LoggerMessage(8500, LogLevel.Warning, "The change feed lost its database connection ({Reason}); trying again each second")]
    private partial void LogLost(string reason);

    [LoggerMessage(8501, LogLevel.Error, "A subscriber of the change feed failed")]
    private partial void LogSubscriberFailed(Exception error);

    private sealed class Subscription(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
