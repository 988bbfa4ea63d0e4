namespace OpsPortal.Lab.Exposition;

/// <summary>
/// A value that only grows. It is kept as a whole number of units, so that it and what is added up from it are exact:
/// a unit is 1 for things that are counted, 1/1,000 or 1/1,000,000 for seconds.
/// </summary>
public sealed class Counter(string labels, long scale) : IMetric
{
    /// <summary>The label pairs as they are written, without braces: <c>a="b",c="d"</c>; may be empty.</summary>
    public string Labels => labels;

    /// <summary>Units a whole; 1, 1,000 or 1,000,000.</summary>
    public long Scale => scale;

    /// <summary>The value in units.</summary>
    public long Units { get; private set; }

    /// <summary>The value as a number.</summary>
    public double Value => (double)Units / scale;

    /// <exception cref="ArgumentOutOfRangeException">The amount is negative: a counter never falls.</exception>
    public void Add(long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        Units += units;
    }

    /// <summary>Adds a number of wholes, rounded to units.</summary>
    public void AddWhole(double value) => Add((long)Math.Round(value * scale));

    int IMetric.Slots => 1;

    void IMetric.Read(Span<long> slots) => slots[0] = Units;

    void IMetric.Restore(ReadOnlySpan<long> slots) => Units = slots[0];
}
