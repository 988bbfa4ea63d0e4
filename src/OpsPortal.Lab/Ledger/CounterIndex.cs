using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.Ledger;

/// <summary>One series that only grows: a counter, or a part of a histogram.</summary>
/// <param name="Key">Its full name with all labels, target labels included, as in Prometheus.</param>
/// <param name="Scale">Units a whole.</param>
public sealed record CounterSeries(string Key, MetricPage Page, MetricFamily Family, IMetric Metric, int Slot, long Scale);

/// <summary>All series of a fleet that only grow, in a fixed order.</summary>
public sealed class CounterIndex
{
    private readonly IMetric[] _metrics;
    private readonly Dictionary<string, int> _places = [];

    public CounterIndex(IEnumerable<MetricPage> pages)
    {
        var series = new List<CounterSeries>();
        var metrics = new List<IMetric>();
        foreach (var page in pages)
        {
            foreach (var family in page.Families.Where(f => f.Kind != MetricKind.Gauge))
            {
                foreach (var metric in family.Members)
                {
                    metrics.Add(metric);
                    for (var slot = 0; slot < metric.Slots; slot++)
                    {
                        var key = TextExposition.SeriesName(family, metric, slot, page.TargetLabels);
                        series.Add(new CounterSeries(key, page, family, metric, slot, TextExposition.ScaleOf(family, metric, slot)));
                    }
                }
            }
        }

        _metrics = [.. metrics];
        Series = series;
        for (var i = 0; i < series.Count; i++)
            _places.Add(series[i].Key, i);
    }

    public IReadOnlyList<CounterSeries> Series { get; }

    /// <summary>Present values, in units, in the order of <see cref="Series"/>.</summary>
    public long[] Read()
    {
        var values = new long[Series.Count];
        var at = 0;
        foreach (var metric in _metrics)
        {
            metric.Read(values.AsSpan(at, metric.Slots));
            at += metric.Slots;
        }

        return values;
    }

    /// <summary>Puts values back; series that aren't named start at 0, names that are no longer there are left out.</summary>
    public void Restore(IReadOnlyDictionary<string, long> units)
    {
        var values = Arrange(units);
        var at = 0;
        foreach (var metric in _metrics)
        {
            metric.Restore(values.AsSpan(at, metric.Slots));
            at += metric.Slots;
        }
    }

    /// <summary>Values by name, in the order of <see cref="Series"/>; 0 for the missing ones.</summary>
    public long[] Arrange(IReadOnlyDictionary<string, long> units)
    {
        var values = new long[Series.Count];
        foreach (var (key, value) in units)
        {
            if (_places.TryGetValue(key, out var place))
                values[place] = value;
        }

        return values;
    }
}
