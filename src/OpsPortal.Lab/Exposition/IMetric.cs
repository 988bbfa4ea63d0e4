namespace OpsPortal.Lab.Exposition;

/// <summary>
/// One labelled member of a family. Its values are read as numbers of 64 bits: a counter's units, a gauge's bits
/// (NaN where there is no value), a histogram's cumulative buckets, then its sum's units, then its count.
/// </summary>
public interface IMetric
{
    /// <summary>The label pairs as they are written, without braces.</summary>
    string Labels { get; }

    /// <summary>How many samples it is made of.</summary>
    int Slots { get; }

    void Read(Span<long> slots);

    /// <summary>Takes back what <see cref="Read"/> gave; gauges ignore it.</summary>
    void Restore(ReadOnlySpan<long> slots);
}
