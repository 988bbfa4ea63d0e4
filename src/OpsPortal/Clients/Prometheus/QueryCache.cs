using System.Collections.Concurrent;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Questions of pages and charts: times are aligned, equal questions in flight are asked once, and an answer is kept for a
/// while, so that a hundred viewers of a chart cost Prometheus what one costs. Bounded; failures are kept a second only.
/// </summary>
public sealed class QueryCache(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Prometheus refuses more than 11,000 points a series; this keeps well below.</summary>
    public const int MaxPoints = 5000;

    private const int MaxEntries = 512;

    // Instant questions of pages share an answer for this long.
    private const int InstantAlignment = 10;

    private readonly ConcurrentDictionary<Key, Entry> _entries = new();

    /// <summary>A step in whole seconds that gives about <paramref name="points"/> points, and never more than <see cref="MaxPoints"/>.</summary>
    public static TimeSpan StepFor(TimeSpan range, int points)
        => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(range.TotalSeconds / Math.Clamp(points, 10, MaxPoints))));

    /// <summary>The window of rates at a step: 5 minutes at least, so that slow scrapes still have samples in it, and never less than the steps show.</summary>
    public static TimeSpan WindowFor(TimeSpan step) => TimeSpan.FromSeconds(Math.Max(300, 4 * Math.Ceiling(step.TotalSeconds)));

    /// <returns>The aligned range and its answer. Cancelling leaves a question that others wait for running.</returns>
    public async Task<RangeAnswer> QueryRangeAsync(
        string promql, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (long)step.TotalSeconds);
        var key = new Key(promql, start.ToUnixTimeSeconds() / seconds * seconds, end.ToUnixTimeSeconds() / seconds * seconds, seconds);
        var entry = Find(key, (client, k) => client.QueryRangeAsync(
            k.Query, DateTimeOffset.FromUnixTimeSeconds(k.Start), DateTimeOffset.FromUnixTimeSeconds(k.End), TimeSpan.FromSeconds(k.Step), CancellationToken.None));
        return new RangeAnswer(key.Start, key.End, seconds, await ((Task<Outcome<IReadOnlyList<Series>>>)entry.Answer.Value).WaitAsync(cancellationToken));
    }

    /// <summary>Values at one instant, aligned downwards to 10 s.</summary>
    public async Task<Outcome<IReadOnlyList<InstantSample>>> QueryAsync(string promql, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var aligned = at.ToUnixTimeSeconds() / InstantAlignment * InstantAlignment;
        var entry = Find(new Key(promql, aligned, aligned, 0), (client, k) => client.QueryAsync(k.Query, DateTimeOffset.FromUnixTimeSeconds(k.Start), CancellationToken.None));
        return await ((Task<Outcome<IReadOnlyList<InstantSample>>>)entry.Answer.Value).WaitAsync(cancellationToken);
    }

    private Entry Find<T>(Key key, Func<PrometheusClient, Key, Task<Outcome<T>>> ask)
    {
        var now = time.GetUtcNow();
        var entry = _entries.AddOrUpdate(key, k => Ask(k, ask, now), (k, old) => old.Until > now ? old : Ask(k, ask, now));
        if (_entries.Count > MaxEntries)
            Trim(now);
        return entry;
    }

    private Entry Ask<T>(Key key, Func<PrometheusClient, Key, Task<Outcome<T>>> ask, DateTimeOffset now)
    {
        // The end is aligned, so the next step is another key; within one, a scrape may still come in.
        var entry = new Entry(now + TimeSpan.FromSeconds(Math.Clamp(key.Step / 2.0, 2, 30)));
        entry.Answer = new Lazy<Task>(AnswerAsync);
        return entry;

        async Task<Outcome<T>> AnswerAsync()
        {
            using var scope = scopes.CreateScope();
            var outcome = await ask(scope.ServiceProvider.GetRequiredService<PrometheusClient>(), key);
            if (!outcome.IsOk)
                entry.Until = time.GetUtcNow() + TimeSpan.FromSeconds(1);
            return outcome;
        }
    }

    private void Trim(DateTimeOffset now)
    {
        foreach (var (key, entry) in _entries.OrderBy(pair => pair.Value.Until).Take(MaxEntries / 4))
        {
            if (entry.Until <= now || _entries.Count > MaxEntries)
                _entries.TryRemove(KeyValuePair.Create(key, entry));
        }
    }

    private sealed record Key(string Query, long Start, long End, long Step);

    private sealed class Entry(DateTimeOffset until)
    {
        public DateTimeOffset Until { get; set; } = until;

        public Lazy<Task> Answer { get; set; } = default!;
    }
}

/// <param name="Start">Unix seconds, a multiple of <paramref name="Step"/>; so is <paramref name="End"/>.</param>
/// <param name="Step">Seconds.</param>
public sealed record RangeAnswer(long Start, long End, long Step, Outcome<IReadOnlyList<Series>> Series);
