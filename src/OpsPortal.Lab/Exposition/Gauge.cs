namespace OpsPortal.Lab.Exposition;

/// <summary>A value that goes up and down; while it is unknown it is not there at all.</summary>
public sealed class Gauge(string labels) : IMetric
{
    /// <summary>The label pairs as they are written, without braces; may be empty.</summary>
    public string Labels => labels;

    /// <summary>The value, or <c>null</c> when it isn't known: then no sample is written.</summary>
    public double? Value { get; private set; }

    /// <summary>Sets the value, rounded to so many decimals that nothing is lost that a reader would miss.</summary>
    public void Set(double? value, int decimals = 4) => Value = value is { } v ? Math.Round(v, decimals) : null;

    int IMetric.Slots => 1;

    void IMetric.Read(Span<long> slots) => slots[0] = BitConverter.DoubleToInt64Bits(Value ?? double.NaN);

    // A gauge is computed anew at the next step.
    void IMetric.Restore(ReadOnlySpan<long> slots)
    {
    }
}
