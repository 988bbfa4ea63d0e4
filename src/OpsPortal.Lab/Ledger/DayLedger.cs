using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Ledger;

/// <summary>
/// The truth about each UTC day: where every counter stood when it began. What a day emitted is the difference to where
/// the next one began, in whole units, so it is exact. Keeps 400 days.
/// </summary>
public sealed class DayLedger(CounterIndex index)
{
    public const int MaxDays = 400;

    private readonly SortedDictionary<long, long[]> _starts = [];

    public CounterIndex Index => index;

    /// <summary>Days that are known, as the second at which they began.</summary>
    public IReadOnlyCollection<long> Days => _starts.Keys;

    internal IReadOnlyDictionary<long, long[]> Starts => _starts;

    /// <summary>To be called before anything is counted at an instant: opens the day that it lies in.</summary>
    /// <param name="at">Seconds since 1970 UTC, not before the instants it was called with earlier.</param>
    public void Open(long at)
    {
        var day = UtcHours.Day(at);
        if (_starts.Count > 0 && _starts.Keys.Last() >= day)
            return;

        // Days in which the world stood still are days too, with nothing in them.
        var next = _starts.Count == 0 ? day : _starts.Keys.Last() + UtcHours.DaySeconds;
        for (next = Math.Max(next, day - (MaxDays * (long)UtcHours.DaySeconds)); next <= day; next += UtcHours.DaySeconds)
            _starts[next] = index.Read();
        while (_starts.Count > MaxDays)
            _starts.Remove(_starts.Keys.First());
    }

    internal void Restore(long day, long[] start) => _starts[day] = start;

    /// <summary>What each series grew by in a UTC day, in units; up to now if the day isn't over. <c>null</c> if it isn't known.</summary>
    /// <param name="day">The second at which it began.</param>
    public long[]? Emitted(long day)
    {
        if (!_starts.TryGetValue(day, out var start))
            return null;
        var end = _starts.TryGetValue(day + UtcHours.DaySeconds, out var next) ? next : index.Read();
        var grown = new long[start.Length];
        for (var i = 0; i < start.Length; i++)
            grown[i] = end[i] - start[i];
        return grown;
    }
}
