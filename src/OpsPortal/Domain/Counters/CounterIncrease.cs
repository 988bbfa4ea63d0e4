namespace OpsPortal.Domain.Counters;

/// <summary>
/// What a counter counted in a span, exactly as scraped: the last sample at or before the start is the base, rises are
/// added, and a fall is a restart from zero. Samples come in the order of time, page by page; one that was seen already is
/// passed over. Over spans that follow each other no sample counts twice and none is lost: each ends with the sample that
/// the next one starts from. A restart is seen only where the counter falls: one that had already counted past its old
/// value by the next scrape is counted from the old value.
/// </summary>
/// <param name="baseValue">The last sample at or before the span's start, or null when there is none.</param>
public sealed class CounterIncrease(UtcSpan span, double? baseValue)
{
    private readonly UtcSpan _span = span;
    private decimal _closedRuns;
    private double _runBase = baseValue ?? 0;
    private double? _previous = baseValue;
    private double _lastTime = double.NegativeInfinity;

    /// <summary>The first sample of a series that had none before; null when there was a base, or no sample at all.</summary>
    public (double Time, double Value)? Birth { get; private set; }

    public int Restarts { get; private set; }

    public bool HasSamples => !double.IsNegativeInfinity(_lastTime);

    /// <summary>
    /// Without the birth's own value: whether that was counted inside the span is not in the series
    /// (<see cref="Births"/> decides).
    /// </summary>
    public decimal Total => _closedRuns + (_previous is { } last ? SampleValue.ToDecimal(last) - SampleValue.ToDecimal(_runBase) : 0);

    /// <param name="time">Unix seconds.</param>
    public void Add(double time, double value)
    {
        if (!_span.HoldsSample(time) || time <= _lastTime || !double.IsFinite(value))
            return;
        _lastTime = time;
        if (_previous is not { } previous)
        {
            Birth = (time, value);
            _runBase = value;
        }
        else if (value < previous)
        {
            _closedRuns += SampleValue.ToDecimal(previous) - SampleValue.ToDecimal(_runBase);
            _runBase = 0;
            Restarts++;
        }
        _previous = value;
    }
}
