using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Exposition;

/// <summary>Counts of observations by size. Buckets, sum and count always fit together.</summary>
public sealed class Histogram(string labels, double[] bounds, long scale) : IMetric
{
    /// <summary>Of the sum: micro-units.</summary>
    public const long SumScale = 1_000_000;

    private readonly long[] _buckets = new long[bounds.Length + 1];
    private long _sum;
    private long _count;

    public string Labels => labels;

    /// <summary>Upper bounds of the buckets but the last (+Inf), ascending.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Units a whole of the sum.</summary>
    public long Scale => scale;

    public long Count => _count;

    /// <summary>Sum of what was observed.</summary>
    public double Sum => (double)_sum / scale;

    public void Observe(double value)
    {
        var i = 0;
        while (i < bounds.Length && value > bounds[i])
            i++;
        Put(i, 1, value);
    }

    /// <summary>Observes so many values drawn from a shape, in a time that doesn't depend on how many.</summary>
    /// <returns>Sum of the values that were observed by this call.</returns>
    public double Observe(long count, LatencyShape shape, ref StepRandom random)
    {
        var before = _sum;
        if (count <= 12)
        {
            for (var i = 0; i < count; i++)
                Observe(shape.Draw(ref random));
            return (double)(_sum - before) / scale;
        }

        // Bucket by bucket: of those that are still left, how many fall into this one?
        var (left, low, below) = (count, 0.0, 0.0);
        for (var i = 0; i <= bounds.Length && left > 0; i++)
        {
            var high = i < bounds.Length ? bounds[i] : double.PositiveInfinity;
            var share = shape.Share(high);
            var chance = i == bounds.Length || below >= 1 ? 1 : (share - below) / (1 - below);
            var here = random.Binomial(left, chance);
            if (here > 0)
                Put(i, here, shape.MeanBetween(low, high));
            (left, low, below) = (left - here, high, share);
        }

        return (double)(_sum - before) / scale;
    }

    int IMetric.Slots => _buckets.Length + 2;

    void IMetric.Read(Span<long> slots)
    {
        long total = 0;
        for (var i = 0; i < _buckets.Length; i++)
            slots[i] = total += _buckets[i];
        slots[_buckets.Length] = _sum;
        slots[_buckets.Length + 1] = _count;
    }

    void IMetric.Restore(ReadOnlySpan<long> slots)
    {
        for (var i = 0; i < _buckets.Length; i++)
            _buckets[i] = slots[i] - (i == 0 ? 0 : slots[i - 1]);
        _sum = slots[_buckets.Length];
        _count = slots[_buckets.Length + 1];
    }

    private void Put(int bucket, long count, double value)
    {
        _buckets[bucket] += count;
        _count += count;
        _sum += (long)Math.Round(count * value * scale);
    }
}
