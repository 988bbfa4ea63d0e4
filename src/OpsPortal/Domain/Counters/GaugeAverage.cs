namespace OpsPortal.Domain.Counters;

/// <summary>
/// The time-weighted mean of a gauge over a span: each sample holds until the next. Over an outage inside the span the last
/// value is held too (then the mean is estimated); before the first sample ever and after the last there is nothing, and
/// nothing is counted there.
/// </summary>
/// <param name="baseValue">The last sample shortly before the span's start, or null.</param>
public sealed class GaugeAverage(UtcSpan span, double? baseValue)
{
    private readonly UtcSpan _span = span;
    private decimal _integral;
    private double? _value = baseValue;
    private double _lastTime = span.StartSeconds;

    /// <summary>True when the span starts with a value that was known before.</summary>
    public bool HasBase { get; } = baseValue is not null;

    /// <param name="time">Unix seconds.</param>
    public void Add(double time, double value)
    {
        if (!_span.HoldsSample(time) || time <= _lastTime || !double.IsFinite(value))
            return;
        Hold(time);
        _value = value;
    }

    /// <param name="coverage">Says how far the last sample holds.</param>
    public decimal Finish(Coverage coverage)
    {
        Hold(coverage.TrailingMinutes == 0 ? _span.EndSeconds : Math.Min(_span.EndSeconds, _lastTime + coverage.Interval));
        return _integral / (decimal)_span.Length.TotalSeconds;
    }

    private void Hold(double until)
    {
        if (_value is { } value)
            _integral += SampleValue.ToDecimal(value) * ((decimal)until - (decimal)_lastTime);
        _lastTime = until;
    }
}
