using System.Text;
using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.History;

/// <summary>
/// Writes a day's samples as OpenMetrics: samples of a family together, a counter's family without <c>_total</c>, times in
/// seconds, <c># EOF</c> at the end. Families that several pages share are written once, with all pages' series.
/// </summary>
internal sealed class OpenMetricsFile
{
    private const int FlushAt = 1 << 20;

    private readonly ExpositionBuffer _buffer = new(FlushAt + (1 << 16));
    private readonly List<(MetricFamily Family, List<Series> Series)> _families = [];
    private readonly byte[][] _upPrefixes;

    public OpenMetricsFile(IReadOnlyList<MetricPage> pages)
    {
        var row = 0;
        for (var p = 0; p < pages.Count; p++)
        {
            foreach (var family in pages[p].Families)
            {
                var entry = _families.Find(f => f.Family.Name == family.Name);
                if (entry.Family is null)
                    _families.Add(entry = (family, []));
                foreach (var metric in family.Members)
                {
                    for (var slot = 0; slot < metric.Slots; slot++)
                    {
                        var name = TextExposition.SeriesName(family, metric, slot, pages[p].TargetLabels) + " ";
                        entry.Series.Add(new Series(Encoding.UTF8.GetBytes(name), row++, p, TextExposition.ScaleOf(family, metric, slot)));
                    }
                }
            }
        }

        _upPrefixes = [.. pages.Select(p => Encoding.UTF8.GetBytes($"up{{{p.TargetLabels}}} "))];
    }

    /// <returns>How many samples were written.</returns>
    public long Write(string path, DayMatrix day)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var times = Times(day.Times);
        long samples = 0;
        foreach (var (family, series) in _families)
        {
            _buffer.Text($"# TYPE {FamilyName(family)} {Kind(family)}\n# HELP {FamilyName(family)} {family.Help}\n");
            foreach (var one in series)
                samples += WriteSeries(family, one, day, times, file);
        }

        _buffer.Text("# TYPE up gauge\n# HELP up Whether the last scrape of the target worked.\n");
        for (var p = 0; p < _upPrefixes.Length; p++)
        {
            var up = day.Up(p);
            for (var i = 0; i < up.Length; i++)
                Sample(_upPrefixes[p], up[i] ? 1 : 0, times[i], file);
            samples += up.Length;
        }

        _buffer.Text("# EOF\n");
        Flush(file);
        return samples;
    }

    private long WriteSeries(MetricFamily family, Series series, DayMatrix day, byte[][] times, FileStream file)
    {
        var values = day.Row(series.Row);
        var up = day.Up(series.Page);
        long samples = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!up[i])
                continue;
            if (family.Kind == MetricKind.Gauge)
            {
                var value = BitConverter.Int64BitsToDouble(values[i]);
                if (double.IsNaN(value))
                    continue;
                _buffer.Bytes(series.Prefix);
                _buffer.Number(value);
            }
            else
            {
                _buffer.Bytes(series.Prefix);
                _buffer.Scaled(values[i], series.Scale);
            }

            _buffer.Bytes(times[i]);
            samples++;
            if (_buffer.Length >= FlushAt)
                Flush(file);
        }

        return samples;
    }

    private void Sample(byte[] prefix, long value, byte[] time, FileStream file)
    {
        _buffer.Bytes(prefix);
        _buffer.Number(value);
        _buffer.Bytes(time);
        if (_buffer.Length >= FlushAt)
            Flush(file);
    }

    private void Flush(FileStream file)
    {
        file.Write(_buffer.Written.Span);
        _buffer.Clear();
    }

    // " 1790000000\n" for each instant, made once for all series.
    private static byte[][] Times(ReadOnlySpan<long> times)
    {
        var bytes = new byte[times.Length][];
        for (var i = 0; i < times.Length; i++)
            bytes[i] = Encoding.ASCII.GetBytes($" {times[i]}\n");
        return bytes;
    }

    private static string FamilyName(MetricFamily family) =>
        family.Kind == MetricKind.Counter && family.Name.EndsWith("_total", StringComparison.Ordinal) ? family.Name[..^6] : family.Name;

    private static string Kind(MetricFamily family) => family.Kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private readonly record struct Series(byte[] Prefix, int Row, int Page, long Scale);
}
