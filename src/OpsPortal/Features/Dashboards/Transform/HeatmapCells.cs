using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>How many values of all series lie in which bucket in which piece of time: a column for each bucket, by its upper bound.</summary>
internal static class HeatmapCells
{
    private const int MaxRows = 200;
    private const int MaxColumns = 1000;

    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var points = frames.Where(frame => frame.IsTimeSeries).SelectMany(frame => frame.Fields.Where(field => field.Type == FieldType.Number).SelectMany(field =>
            Enumerable.Range(0, frame.Length).Select(row => (At: frame.TimeField!.Number(row), Value: field.Number(row))))).Where(point => point.At is not null && point.Value is { } value && double.IsFinite(value))
            .Select(point => (At: point.At!.Value, Value: point.Value!.Value)).ToArray();
        var log = options.Get("yBuckets").Obj("scale") is { } scale && scale.Str("type") == "log" ? Math.Clamp(scale.Num("log") ?? 2, 1.1, 100) : 0;
        if (log > 0)
            points = [.. points.Where(point => point.Value > 0)];
        if (points.Length == 0)
            return frames;
        var (start, end) = (points.Min(point => point.At), points.Max(point => point.At));
        var width = Math.Max(1000, Math.Ceiling(Width(options.Get("xBuckets"), end - start, 30, true) / 1000) * 1000);
        width = Math.Max(width, Math.Ceiling((end - start) / MaxColumns / 1000) * 1000);
        var first = Math.Floor(start / width);
        var columns = (int)(Math.Floor(end / width) - first) + 1;
        var bounds = Bounds(points.Min(point => point.Value), points.Max(point => point.Value), options.Get("yBuckets"), log);
        var counts = bounds.Select(_ => NewColumn(columns)).ToArray();
        foreach (var (at, value) in points)
            counts[Row(bounds, value)][(int)(Math.Floor(at / width) - first)]++;
        return [new Frame(frames[0].RefId, "", [
            // What a heat map says of an instant is of the time before it.
            Field.Time("Time", [.. Enumerable.Range(1, columns).Select(column => (double?)((first + column) * width))]),
            .. bounds.Select((bound, row) => Field.OfNumbers(Text(bound), counts[row]) with { Labels = new Dictionary<string, string> { ["le"] = Text(bound) }, Legend = Text(bound) }),
        ]) { Step = (long)(width / 1000) }];
    }

    private static double[] Bounds(double low, double high, JsonNode? buckets, double log)
    {
        if (log > 0)
        {
            var from = (int)Math.Floor(Math.Log(low, log));
            var to = Math.Min((int)Math.Ceiling(Math.Log(high, log) - 1e-9), from + MaxRows);
            return [.. Enumerable.Range(from + 1, Math.Max(1, to - from)).Select(power => Math.Pow(log, power))];
        }
        var size = Width(buckets, high - low, 20, false);
        size = (high - low) / size > MaxRows ? (high - low) / MaxRows : size;
        var first = Math.Floor(low / size);
        return [.. Enumerable.Range(1, (int)(Math.Floor(high / size) - first) + 1).Select(row => Math.Round((first + row) * size, 12))];
    }

    // Buckets hold what is below their bound, as they are cut here; the greatest value has one too.
    private static int Row(double[] bounds, double value)
    {
        var at = Array.BinarySearch(bounds, value);
        return Math.Clamp(at >= 0 ? at + 1 : ~at, 0, bounds.Length - 1);
    }

    /// <summary>A bucket's width: given, as a duration in milliseconds where it is time, or for about so many.</summary>
    private static double Width(JsonNode? buckets, double range, double count, bool isTime)
    {
        var text = buckets.Str("value") ?? "";
        var given = isTime && PromDuration.TryParse(text, out var span) ? span.TotalMilliseconds : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
        if (buckets.Str("mode") == "size" && given > 0)
            return given;
        return Histograms.Nice(Math.Max(range, isTime ? 1000 : 0) / Math.Clamp(buckets.Str("mode") == "count" && given > 0 ? given : count, 1, MaxColumns));
    }

    private static double?[] NewColumn(int length)
    {
        var column = new double?[length];
        Array.Fill(column, 0);
        return column;
    }

    private static string Text(double bound) => bound.ToString("R", CultureInfo.InvariantCulture);
}
