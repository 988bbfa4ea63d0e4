using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>How often values lie in which bucket: xMin, xMax and a column of counts for each field, or one for all.</summary>
internal static class Histograms
{
    private const int MaxBuckets = 1000;

    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var fields = frames.SelectMany(frame => FrameNames.Of(frame, frames)).Where(field => field.Field.Type == FieldType.Number).ToArray();
        var all = fields.Select(field => Values(field.Field)).ToArray();
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in all.SelectMany(values => values))
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        if (min > max)
            return frames;
        var size = options.Num("bucketSize") is { } given and > 0 ? given : Nice((max - min) / Math.Clamp(options.Num("bucketCount") ?? 30, 1, MaxBuckets));
        var offset = options.Num("bucketOffset") ?? 0;
        if ((max - min) / size > MaxBuckets)
            size = Nice((max - min) / MaxBuckets);
        var first = (int)Math.Floor(Math.Clamp((min - offset) / size, int.MinValue / 2, int.MaxValue / 2));
        var count = Math.Max(1, (int)Math.Floor((max - offset) / size) - first + 1);
        double?[] Edges(int plus) => [.. Enumerable.Range(0, count).Select(i => (double?)Math.Round(offset + (first + i + plus) * size, 12))];
        var columns = options.Bool("combine") == true
            ? [Field.OfNumbers("Count", Counts(all.SelectMany(values => values)))]
            : fields.Select((field, index) => Field.OfNumbers(field.Name, Counts(all[index])) with { Legend = field.Name });
        return [new Frame(frames[0].RefId, "", [Field.OfNumbers("xMin", Edges(0)), Field.OfNumbers("xMax", Edges(1)), .. columns])];

        double?[] Counts(IEnumerable<double> values)
        {
            var counts = new double?[count];
            Array.Fill(counts, 0d);
            foreach (var value in values)
                counts[Math.Clamp((int)Math.Floor((value - offset) / size) - first, 0, count - 1)]++;
            return counts;
        }
    }

    private static double[] Values(Field field)
        => [.. Enumerable.Range(0, field.Values.Count).Select(field.Number).OfType<double>().Where(double.IsFinite)];

    /// <summary>1, 2 or 5 times a power of ten, at least the width.</summary>
    public static double Nice(double width)
    {
        if (!(width > 0) || !double.IsFinite(width))
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(width)));
        return new[] { 1d, 2, 5, 10 }.First(step => step * power >= width * 0.999999) * power;
    }
}
