using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Points of one expression at one step that are there already: a closed range of the grid. Never changes; a refresh makes a new one.</summary>
/// <param name="From">Unix seconds of the first grid point; so is <paramref name="To"/> of the last.</param>
/// <param name="SettledTo">Up to here no sample can come in any more: these points are never asked again.</param>
/// <param name="WholeAt">When the whole range was asked last.</param>
/// <param name="Answer">When the newest part was asked, with its cost.</param>
internal sealed record KeptRange(long From, long To, long Step, long SettledTo, DateTimeOffset WholeAt, Asked<IReadOnlyList<Series>> Answer)
{
    // A series by itself is some labels, whatever its points.
    private const int PointsASeries = 60;

    private IReadOnlyList<Series> All => Answer.Outcome.Value!;

    public DateTimeOffset At => Answer.Outcome.At;

    /// <summary>How much it holds, in points: what memory is counted by.</summary>
    public long Points { get; } = Answer.Outcome.Value!.Sum(series => (long)series.Times.Length + PointsASeries);

    public bool Covers(long start, long end) => From <= start && To >= end;

    /// <summary>The first grid point that must be asked for, when a question from <paramref name="start"/> on can be answered with what is here.</summary>
    public long? MissingFrom(long start) => From <= start && SettledTo >= start ? SettledTo + Step : null;

    /// <summary>Its points in a closed range. Series that have none there are left out, as Prometheus does.</summary>
    public IReadOnlyList<Series> Slice(long start, long end)
        => start <= From && end >= To ? All : [.. All.Select(series => Cut(series, start, end)).OfType<Series>()];

    /// <summary>With a newer end: settled points stay, all after them is replaced.</summary>
    /// <param name="keepFrom">Older points go.</param>
    public KeptRange With(Asked<IReadOnlyList<Series>> end, long missingFrom, long keepFrom, long to, long settledTo)
    {
        var from = Math.Max(From, keepFrom);
        var newer = new Dictionary<LabelSet, Series>();
        foreach (var series in end.Outcome.Value!)
            newer.TryAdd(series.Labels, series);
        var joined = new List<Series>(Math.Max(All.Count, newer.Count));
        foreach (var series in All)
        {
            var kept = Cut(series, from, missingFrom - 1);
            if (newer.Remove(series.Labels, out var more))
                joined.Add(kept is null ? more with { Labels = series.Labels } : Join(kept, more, joined.LastOrDefault()));
            else if (kept is not null)
                joined.Add(kept);
        }
        if (newer.Count > 0)
        {
            joined.AddRange(newer.Values);
            joined.Sort((a, b) => LabelOrder.Compare(a.Labels, b.Labels));
        }
        var outcome = Outcome<IReadOnlyList<Series>>.Ok(joined, end.Outcome.At, end.Outcome.Warnings);
        return new KeptRange(from, to, Step, settledTo, WholeAt, end with { Outcome = outcome });
    }

    private static Series Join(Series old, Series more, Series? neighbour)
    {
        var count = old.Times.Length + more.Times.Length;
        double[] values = [.. old.Values, .. more.Values];
        // Most series of an answer have the same times, which then are kept once.
        if (neighbour is not null && neighbour.Times.Length == count
            && neighbour.Times.AsSpan(0, old.Times.Length).SequenceEqual(old.Times) && neighbour.Times.AsSpan(old.Times.Length).SequenceEqual(more.Times))
            return new Series(old.Labels, neighbour.Times, values);
        return new Series(old.Labels, [.. old.Times, .. more.Times], values);
    }

    private static Series? Cut(Series series, long start, long end)
    {
        var first = FirstFrom(series.Times, start);
        var last = FirstFrom(series.Times, end + 0.5);
        if (first == 0 && last == series.Times.Length)
            return series;
        return first >= last ? null : new Series(series.Labels, series.Times[first..last], series.Values[first..last]);
    }

    private static int FirstFrom(double[] times, double at)
    {
        var index = Array.BinarySearch(times, at);
        return index < 0 ? ~index : index;
    }
}

/// <summary>The order of series in Prometheus' answers: label by label, names before values; fewer labels first.</summary>
internal static class LabelOrder
{
    public static int Compare(LabelSet a, LabelSet b)
    {
        using var left = a.All.GetEnumerator();
        using var right = b.All.GetEnumerator();
        while (true)
        {
            var (more, other) = (left.MoveNext(), right.MoveNext());
            if (!more || !other)
                return more.CompareTo(other);
            var order = string.CompareOrdinal(left.Current.Key, right.Current.Key);
            if (order == 0)
                order = string.CompareOrdinal(left.Current.Value, right.Current.Value);
            if (order != 0)
                return order;
        }
    }
}
