using System.Collections.Concurrent;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.Live;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>
/// What pages read: equal questions in flight are asked once, and an answer serves every viewer until something changes
/// (told by the change feed) or it is a few seconds old. <see cref="Changed"/> is raised after a change, at most a few times a second.
/// </summary>
public sealed class IncidentReader(IncidentQueries queries, ResponseStore response, ChangeFeed feed, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);
    private const int MaxEntries = 256;
    private readonly ConcurrentDictionary<object, Entry> _entries = new();
    private IDisposable? _subscription;
    private int _generation;
    private int _ringing;

    /// <summary>Something about incidents or alerts changed. Handlers must not throw.</summary>
    public event Action? Changed;

    public Task<Outcome<IncidentList>> ListAsync(IncidentFilter filter) => KeptAsync(filter, () => queries.ListAsync(filter, CancellationToken.None));

    /// <returns>Null inside Ok when there is no such incident.</returns>
    public Task<Outcome<IncidentDetail?>> DetailAsync(long number) => KeptAsync(number, () => queries.DetailAsync(number, CancellationToken.None));

    /// <summary>How people respond to it; empty when there is no such incident.</summary>
    public Task<Outcome<ResponseState>> ResponseAsync(long number) => KeptAsync((typeof(ResponseState), number), () => response.ReadAsync(number, CancellationToken.None));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.Subscribe(IncidentTopics.Incidents, _ => RingAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _subscription?.Dispose();

    /// <summary>What was read before this isn't shown any more.</summary>
    public void Forget() => Interlocked.Increment(ref _generation);

    // In a storm of changes pages are told once a pause, and the last change is always followed by a telling.
    private async Task RingAsync()
    {
        Forget();
        if (Interlocked.Exchange(ref _ringing, 1) == 1)
            return;
        await Task.Delay(Quiet, time);
        Volatile.Write(ref _ringing, 0);
        Forget();
        Changed?.Invoke();
    }

    private async Task<Outcome<T>> KeptAsync<T>(object key, Func<Task<Outcome<T>>> ask)
    {
        var now = time.GetUtcNow();
        var generation = Volatile.Read(ref _generation);
        if (_entries.TryGetValue(key, out var entry) && entry.Generation == generation && now - entry.At < MaxAge)
            return await (Task<Outcome<T>>)entry.Answer;
        if (_entries.Count >= MaxEntries)
            _entries.Clear();
        var answer = ask();
        _entries[key] = new Entry(generation, now, answer);
        var outcome = await answer;
        if (!outcome.IsOk)
            _entries.TryRemove(key, out _);
        return outcome;
    }

    private sealed record Entry(int Generation, DateTimeOffset At, Task Answer);
}
