using System.Collections.Concurrent;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Answers that are shared for some seconds. Bounded by their number and by what they hold.</summary>
internal sealed class RecentAnswers<TKey, T>(TimeProvider time, int mostAnswers, long mostPoints)
    where TKey : notnull
    where T : class
{
    private readonly ConcurrentDictionary<TKey, (T Answer, DateTimeOffset Until, long Points)> _all = new();

    public T? Find(TKey key) => _all.TryGetValue(key, out var found) && found.Until > time.GetUtcNow() ? found.Answer : null;

    public void Clear() => _all.Clear();

    public void Put(TKey key, T answer, TimeSpan keep, long points)
    {
        if (points > mostPoints / 4)
            return;
        var now = time.GetUtcNow();
        _all[key] = (answer, now + keep, points);
        if (_all.Count <= mostAnswers && (points < 1000 || _all.Values.Sum(one => one.Points) <= mostPoints))
            return;
        var rest = 0L;
        var count = 0;
        foreach (var (old, one) in _all.ToArray().OrderByDescending(pair => pair.Value.Until))
        {
            rest += one.Points;
            if (one.Until <= now || ++count > mostAnswers * 3 / 4 || rest > mostPoints * 3 / 4)
                _all.TryRemove(old, out _);
        }
    }
}
