using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OpsPortal.Features.Health.Metrics;

/// <summary>One metric with its series, as it accumulates. Safe from all threads.</summary>
/// <param name="boundaries">Upper bounds of a histogram's buckets, rising, without infinity; empty for the others.</param>
internal sealed class MetricFamily(string name, string help, MetricType type, double[] boundaries)
{
    // A label that somebody fills with ids must not take the portal's memory.
    public const int MostSeries = 2000;
    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public string Name => name;

    public MetricType Type => type;

    /// <summary>Measurements that were not kept, because they would have begun a series too many.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    private long _dropped;

    /// <param name="labels">As <see cref="LabelText"/> writes them.</param>
    public void Add(string labels, double value)
    {
        if (Of(labels) is not { } series)
            return;
        lock (series)
            series.Value += value;
    }

    public void Set(string labels, double value)
    {
        if (Of(labels) is not { } series)
            return;
        lock (series)
            series.Value = value;
    }

    public void Observe(string labels, double value)
    {
        if (Of(labels) is not { } series)
            return;
        var bucket = Array.FindIndex(boundaries, upper => value <= upper);
        lock (series)
        {
            series.Value += value;
            series.Count++;
            if (bucket >= 0)
                series.Buckets[bucket]++;
        }
    }

    /// <summary>All series together.</summary>
    public double Total
    {
        get
        {
            var total = 0.0;
            foreach (var (_, series) in _series)
            {
                lock (series)
                    total += series.Value;
            }
            return total;
        }
    }

    /// <summary>Before the observed instruments are asked again: what they no longer name is gone.</summary>
    public void Forget() => _series.Clear();

    /// <summary>Writes a metric that has this one series.</summary>
    public void WriteOne(StringBuilder text, double value, string labels = "")
    {
        Set(labels, value);
        Write(text);
    }

    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
            return;
        text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type.ToString().ToLowerInvariant()).Append('\n');
        foreach (var (labels, series) in _series.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            lock (series)
            {
                if (type == MetricType.Histogram)
                    WriteHistogram(text, labels, series);
                else
                    Sample(text, "", labels, null, series.Value);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var below = 0L;
        for (var i = 0; i < boundaries.Length; i++)
            Sample(text, "_bucket", labels, Number(boundaries[i]), below += series.Buckets[i]);
        Sample(text, "_bucket", labels, "+Inf", series.Count);
        Sample(text, "_sum", labels, null, series.Value);
        Sample(text, "_count", labels, null, series.Count);
    }

    private void Sample(StringBuilder text, string suffix, string labels, string? upper, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0 || upper is not null)
        {
            text.Append('{').Append(labels);
            if (upper is not null)
                text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(upper).Append('"');
            text.Append('}');
        }
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private Series? Of(string labels)
    {
        if (_series.TryGetValue(labels, out var known))
            return known;
        if (_series.Count < MostSeries)
            return _series.GetOrAdd(labels, static (_, buckets) => new Series(buckets), boundaries.Length);
        Interlocked.Increment(ref _dropped);
        return null;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private sealed class Series(int buckets)
    {
        public double Value { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
