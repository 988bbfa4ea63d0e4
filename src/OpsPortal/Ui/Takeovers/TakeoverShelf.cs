using System.Collections.Concurrent;

namespace OpsPortal.Ui.Takeovers;

/// <summary>What pages were first drawn of, each under its ticket, until its circuit comes for it. Bounded: the oldest go, and who finds nothing reads anew.</summary>
public sealed class TakeoverShelf(TimeProvider time)
{
    /// <summary>After this long nobody gets it any more: figures would be older than a page may show at its beginning.</summary>
    public static readonly TimeSpan Keeps = TimeSpan.FromSeconds(20);

    /// <summary>So many pages may wait for their circuits.</summary>
    public const int Most = 200;

    private readonly ConcurrentDictionary<string, Parcel> _parcels = new(StringComparer.Ordinal);

    internal int Count => _parcels.Count;

    /// <param name="beganAt">The change feed's count when the first drawing began.</param>
    public void Put(string ticket, string what, object value, long beganAt)
    {
        var now = time.GetUtcNow();
        if (_parcels.TryGetValue(ticket, out var parcel))
        {
            parcel.Values.TryAdd(what, value);
            return;
        }
        foreach (var (old, one) in _parcels)
        {
            if (now - one.At > Keeps)
                _parcels.TryRemove(old, out _);
        }
        while (_parcels.Count >= Most && _parcels.MinBy(pair => pair.Value.At) is { Key: { } oldest })
            _parcels.TryRemove(oldest, out _);
        _parcels.GetOrAdd(ticket, _ => new Parcel(now, beganAt)).Values.TryAdd(what, value);
    }

    /// <summary>Each ticket is good once.</summary>
    internal Parcel? Take(string ticket) => _parcels.TryRemove(ticket, out var parcel) && time.GetUtcNow() - parcel.At <= Keeps ? parcel : null;

    internal sealed record Parcel(DateTimeOffset At, long BeganAt)
    {
        public ConcurrentDictionary<string, object> Values { get; } = new(StringComparer.Ordinal);
    }
}
