using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Clients.Prometheus;

/// <summary>One series on its way to one amount.</summary>
internal interface ISeriesFold
{
    bool HasBase { get; }

    bool HasSamples { get; }

    /// <summary>Samples that came before the base was known are kept, since a base changes what they mean.</summary>
    void SetBase(double value);

    void Add(Series page);

    /// <summary>True when evidence of the target decides about the first sample.</summary>
    double? Birth { get; }

    SpanAmount Finish(LabelSet labels, Coverage coverage, TargetEvidence evidence);
}

internal sealed class CounterFold(UtcSpan span) : ISeriesFold
{
    private CounterIncrease _increase = new(span, null);
    private double? _base;

    public bool HasBase => _base is not null;

    public bool HasSamples => _increase.HasSamples;

    public double? Birth => HasBase ? null : _increase.Birth?.Time;

    public void SetBase(double value)
    {
        if (HasBase)
            return;
        _base = value;
        if (!_increase.HasSamples)
            _increase = new CounterIncrease(span, value);
    }

    public void Add(Series page)
    {
        for (var i = 0; i < page.Times.Length; i++)
            _increase.Add(page.Times[i], page.Values[i]);
    }

    public SpanAmount Finish(LabelSet labels, Coverage coverage, TargetEvidence evidence)
    {
        var amount = _increase.Total;
        var quality = coverage.IsComplete ? Quality.Exact : Quality.Partial;
        var note = "";
        if (_increase.Birth is { } birth)
        {
            // A base that was found later, far back: the step from it to the first sample belongs to the span too.
            var first = SampleValue.ToDecimal(birth.Value);
            if (_base is { } before)
                amount += birth.Value < before ? first : first - SampleValue.ToDecimal(before);
            else if (Births.CountsWhole(span, birth.Time, evidence))
                amount += first;
            else if (first != 0)
                (quality, note) = (Quality.Partial, Births.Note(first));
        }
        return new SpanAmount(labels, amount, quality, coverage.MissingMinutes, note);
    }
}

internal sealed class GaugeFold(UtcSpan span) : ISeriesFold
{
    private GaugeAverage _average = new(span, null);
    private bool _hasBase;

    public bool HasBase => _hasBase;

    public bool HasSamples { get; private set; }

    // What a gauge held before it was first seen is not known and not asked for.
    public double? Birth => null;

    public void SetBase(double value)
    {
        // Only a near base holds into the span; one from days ago says nothing about this morning.
        if (_hasBase || HasSamples)
            return;
        _hasBase = true;
        _average = new GaugeAverage(span, value);
    }

    public void Add(Series page)
    {
        HasSamples |= page.Times.Length > 0;
        for (var i = 0; i < page.Times.Length; i++)
            _average.Add(page.Times[i], page.Values[i]);
    }

    public SpanAmount Finish(LabelSet labels, Coverage coverage, TargetEvidence evidence)
    {
        if (!HasSamples)
            return new SpanAmount(labels, 0, coverage.IsComplete ? Quality.Exact : Quality.Partial, coverage.MissingMinutes, "");
        var held = coverage.InnerMinutes + (_hasBase ? coverage.LeadingMinutes : 0);
        return new SpanAmount(
            labels, _average.Finish(coverage),
            held > 0 ? Quality.Estimated : coverage.IsComplete ? Quality.Exact : Quality.Partial, coverage.MissingMinutes,
            held > 0 ? $"held at its last value for {held} minutes without samples" : "");
    }
}
