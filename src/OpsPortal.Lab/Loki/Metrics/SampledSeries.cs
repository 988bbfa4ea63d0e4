using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>The numbers that lines gave for one label set, in order of time once sorted.</summary>
internal sealed class SampledSeries(LogLabels labels)
{
    private readonly List<(long Time, double Value)> _samples = [];
    private bool _sorted = true;

    public LogLabels Labels => labels;

    public void Add(long time, double value)
    {
        _sorted &= _samples.Count == 0 || _samples[^1].Time <= time;
        _samples.Add((time, value));
    }

    public List<(long Time, double Value)> InOrder()
    {
        if (!_sorted)
            _samples.Sort((a, b) => a.Time.CompareTo(b.Time));
        _sorted = true;
        return _samples;
    }
}
