namespace OpsPortal.Clients.Prometheus;

/// <summary>What one range query asks, on its step's grid.</summary>
/// <param name="Start">Unix seconds; so is <paramref name="End"/>.</param>
/// <param name="Step">Seconds.</param>
internal readonly record struct RangeKey(string Server, string Query, long Start, long End, long Step);

/// <summary>All kept ranges. Bounded by points: what was used longest ago goes first.</summary>
internal sealed class KeptRanges(QueryCacheOptions options, TimeProvider time)
{
    // One expression at one step is mostly looked at over one range; some look at an older one too.
    private const int RangesAnExpression = 4;

    // For so long after somebody asked for a longer range, its older points are kept for the next time.
    private static readonly TimeSpan LongerRange = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Server, string Query, long Step), List<Holder>> _all = [];
    private readonly Lock _lock = new();
    private long _uses;

    /// <summary>Points that are held now.</summary>
    public long Points { get; private set; }

    /// <returns>A range that answers the question whole: all its points are settled, or the newest were asked no earlier than <paramref name="notBefore"/>.</returns>
    public KeptRange? Find(RangeKey key, bool isStepwise, DateTimeOffset notBefore)
    {
        lock (_lock)
        {
            // What looks at its own ends is the answer to this very range alone.
            return Use(key, kept => (isStepwise ? kept.Covers(key.Start, key.End) : kept.From == key.Start && kept.To == key.End)
                && (key.End <= kept.SettledTo || kept.At >= notBefore))?.Kept;
        }
    }

    /// <returns>A range whose settled points are the beginning of the answer.</returns>
    public KeptRange? FindBeginning(RangeKey key)
    {
        lock (_lock)
            return Use(key, kept => kept.MissingFrom(key.Start) is { } missing && missing <= key.End)?.Kept;
    }

    /// <summary>From which grid point on a range that is refreshed by this question should be kept.</summary>
    public long KeepFrom(RangeKey key, KeptRange kept)
    {
        lock (_lock)
        {
            var holder = Group(key)?.Find(one => ReferenceEquals(one.Kept, kept));
            return holder is null ? key.Start : key.End - holder.Span;
        }
    }

    /// <param name="replaced">The range that <paramref name="kept"/> was made from, or null.</param>
    public void Put(RangeKey key, KeptRange kept, KeptRange? replaced)
    {
        // One answer must not push out everybody else's.
        if (kept.Points > options.MaxPoints / 4)
            return;
        lock (_lock)
        {
            if (!_all.TryGetValue((key.Server, key.Query, key.Step), out var group))
                _all[(key.Server, key.Query, key.Step)] = group = [];
            if (group.Find(one => ReferenceEquals(one.Kept, replaced)) is { } holder)
            {
                Points += kept.Points - holder.Kept.Points;
                holder.Kept = kept;
            }
            else
            {
                foreach (var inside in group.Where(one => kept.Covers(one.Kept.From, one.Kept.To)).ToArray())
                    Drop(key, group, inside);
                if (group.Count >= RangesAnExpression)
                    Drop(key, group, group.MinBy(one => one.LastUse)!);
                holder = new Holder(kept, kept.To - kept.From, time.GetUtcNow());
                group.Add(holder);
                Points += kept.Points;
                if (!_all.ContainsKey((key.Server, key.Query, key.Step)))
                    _all[(key.Server, key.Query, key.Step)] = group;
            }
            holder.LastUse = ++_uses;
            Trim();
        }
    }

    private Holder? Use(RangeKey key, Func<KeptRange, bool> fits)
    {
        var oldest = time.GetUtcNow() - TimeSpan.FromSeconds(options.KeepSeconds);
        var holder = Group(key)?.Find(one => one.Kept.WholeAt > oldest && fits(one.Kept));
        if (holder is not null)
        {
            holder.LastUse = ++_uses;
            holder.NoteAsked(key.End - key.Start, time.GetUtcNow());
        }
        return holder;
    }

    private List<Holder>? Group(RangeKey key) => _all.GetValueOrDefault((key.Server, key.Query, key.Step));

    private void Trim()
    {
        while (Points > options.MaxPoints)
        {
            var (id, group, oldest) = _all.SelectMany(pair => pair.Value.Select(holder => (pair.Key, pair.Value, holder))).MinBy(one => one.holder.LastUse);
            Drop(new RangeKey(id.Server, id.Query, 0, 0, id.Step), group, oldest);
        }
    }

    private void Drop(RangeKey key, List<Holder> group, Holder holder)
    {
        group.Remove(holder);
        Points -= holder.Kept.Points;
        if (group.Count == 0)
            _all.Remove((key.Server, key.Query, key.Step));
    }

    private sealed class Holder(KeptRange kept, long span, DateTimeOffset since)
    {
        private DateTimeOffset _since = since;

        /// <summary>Seconds of the longest range that was asked for lately.</summary>
        public long Span { get; private set; } = span;

        public KeptRange Kept { get; set; } = kept;

        public long LastUse { get; set; }

        public void NoteAsked(long seconds, DateTimeOffset now)
        {
            if (seconds >= Span || now - _since > LongerRange)
                (Span, _since) = (seconds, now);
        }
    }
}
