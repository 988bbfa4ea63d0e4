namespace OpsPortal.Lab.Exposition;

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
internal static class TextExposition
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Write(MetricPage page, ExpositionBuffer to)
    {
        Span<long> slots = stackalloc long[64];
        foreach (var family in page.Families)
        {
            if (!HasSamples(family, slots))
                continue;
            to.Text("# HELP ");
            to.Text(family.Name);
            to.Text(" ");
            to.Text(family.Help.Replace("\\", "\\\\").Replace("\n", "\\n"));
            to.Text("\n# TYPE ");
            to.Text(family.Name);
            to.Text(family.Kind switch
            {
                MetricKind.Counter => " counter\n",
                MetricKind.Gauge => " gauge\n",
                _ => " histogram\n",
            });
            foreach (var metric in family.Members)
                WriteMetric(family, metric, slots, to);
        }
    }

    private static void WriteMetric(MetricFamily family, IMetric metric, Span<long> slots, ExpositionBuffer to)
    {
        metric.Read(slots);
        for (var i = 0; i < metric.Slots; i++)
        {
            if (family.Kind == MetricKind.Gauge && double.IsNaN(BitConverter.Int64BitsToDouble(slots[i])))
                continue;
            to.Text(SeriesName(family, metric, i, ""));
            to.Text(" ");
            WriteValue(family, metric, i, slots[i], to);
            to.Text("\n");
        }
    }

    /// <summary>A sample's name with its labels: <c>name_bucket{a="b",le="1.0"}</c>.</summary>
    /// <param name="family">Its family.</param>
    /// <param name="metric">The member of the family.</param>
    /// <param name="slot">Which of the member's samples.</param>
    /// <param name="more">Further label pairs as they are written.</param>
    public static string SeriesName(MetricFamily family, IMetric metric, int slot, string more)
    {
        var (suffix, le) = family.Suffixes[slot];
        string?[] parts = [metric.Labels, le is null ? null : $"le=\"{le}\"", more];
        var labels = string.Join(',', parts.Where(p => !string.IsNullOrEmpty(p)));
        return labels.Length == 0 ? family.Name + suffix : $"{family.Name}{suffix}{{{labels}}}";
    }

    /// <summary>Units a whole of a slot: 1 for all that is counted.</summary>
    public static long ScaleOf(MetricFamily family, IMetric metric, int slot) => metric switch
    {
        Counter counter => counter.Scale,
        Histogram histogram when family.Suffixes[slot].Suffix == "_sum" => histogram.Scale,
        _ => 1,
    };

    public static void WriteValue(MetricFamily family, IMetric metric, int slot, long value, ExpositionBuffer to)
    {
        if (family.Kind == MetricKind.Gauge)
            to.Number(BitConverter.Int64BitsToDouble(value));
        else
            to.Scaled(value, ScaleOf(family, metric, slot));
    }

    private static bool HasSamples(MetricFamily family, Span<long> slots)
    {
        if (family.Kind != MetricKind.Gauge)
            return family.Members.Count > 0;
        foreach (var gauge in family.Members)
        {
            gauge.Read(slots);
            if (!double.IsNaN(BitConverter.Int64BitsToDouble(slots[0])))
                return true;
        }

        return false;
    }
}
