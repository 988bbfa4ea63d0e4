using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>
/// Each series once more without its noise, at its own times, after the paper "ASAP: prioritizing attention via time series smoothing"
/// (Rong, Bailis, 2017): first no more means than the resolution says, then the moving mean that is least rough among those that keep the
/// kurtosis, so that what stands out still does. All windows are tried, where the paper looks for the best by a shortcut.
/// </summary>
internal static class Smoothing
{
    private const int DefaultResolution = 100;
    private const int MostResolution = 1000;

    // A moving mean of more than this share of a series says nothing about its course.
    private const int LargestShare = 10;

    public static IReadOnlyList<Frame> Of(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var resolution = Math.Clamp(options.Int("resolution") ?? DefaultResolution, 1, MostResolution);
        var smoothed = new List<Frame>();
        foreach (var frame in frames.Where(frame => frame.TimeField is not null && frame.Fields.Any(field => field.Type == FieldType.Number)))
        {
            var times = TimeJoin.Raw(frame.TimeField!);
            var columns = FrameNames.Of(frame, frames).Where(field => field.Field.Type == FieldType.Number)
                .Select(field => field.Field with { Values = new Numbers(Smooth(times, TimeJoin.Raw(field.Field), resolution)), Legend = $"{field.Name} (smoothed)" });
            smoothed.Add(frame with { Name = $"{frame.Name} (smoothed)".Trim(), Fields = [frame.TimeField!, .. columns] });
        }
        return smoothed.Count > 0 ? [.. frames, .. smoothed] : throw new TransformException("there is no series over time");
    }

    private static double?[] Smooth(double?[] times, double?[] values, int resolution)
    {
        var points = times.Zip(values).Where(point => point.First is not null && point.Second is { } y && double.IsFinite(y)).Select(point => (X: point.First!.Value, Y: point.Second!.Value)).ToArray();
        if (points.Length < 3)
            return values;
        var means = Means(points, (points.Length + resolution - 1) / resolution, everyPoint: false);
        var window = BestWindow(Array.ConvertAll(means, point => point.Y));
        var line = Means(means, window, everyPoint: true);
        var places = Array.ConvertAll(line, point => point.X);
        return [.. times.Zip(values).Select(point => point.First is { } at && point.Second is { } y && double.IsFinite(y) ? Between(line, places, at) : (double?)null)];
    }

    /// <summary>Means of so many points each, at the middle of their times: of each stretch once, or moving on by one point.</summary>
    private static (double X, double Y)[] Means((double X, double Y)[] points, int window, bool everyPoint)
    {
        var step = everyPoint ? 1 : window;
        return [.. Enumerable.Range(0, Math.Max(1, (points.Length - window) / step + 1)).Select(i =>
        {
            var part = points.AsSpan(i * step, Math.Min(window, points.Length - i * step));
            var (x, y) = (0d, 0d);
            foreach (var point in part)
                (x, y) = (x + point.X, y + point.Y);
            return (x / part.Length, y / part.Length);
        })];
    }

    private static int BestWindow(double[] values)
    {
        var (best, least, kurtosis) = (1, Roughness(values), Kurtosis(values));
        for (var window = 2; window <= Math.Max(2, values.Length / LargestShare) && window < values.Length; window++)
        {
            var moved = Moving(values, window);
            if (Kurtosis(moved) >= kurtosis && Roughness(moved) is var rough && rough < least)
                (best, least) = (window, rough);
        }
        return best;
    }

    private static double[] Moving(double[] values, int window)
    {
        var moved = new double[values.Length - window + 1];
        var sum = values.AsSpan(0, window).ToArray().Sum();
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = sum / window;
            sum += i + window < values.Length ? values[i + window] - values[i] : 0;
        }
        return moved;
    }

    /// <summary>How much the steps from point to point differ.</summary>
    private static double Roughness(double[] values)
    {
        var steps = values.Skip(1).Zip(values, (next, one) => next - one).ToArray();
        return steps.Length == 0 ? 0 : Math.Sqrt(Moment(steps, 2));
    }

    private static double Kurtosis(double[] values)
    {
        var variance = Moment(values, 2);
        return variance <= 0 ? 0 : Moment(values, 4) / (variance * variance);
    }

    private static double Moment(double[] values, int power)
    {
        var mean = values.Average();
        return values.Average(value => Math.Pow(value - mean, power));
    }

    private static double Between((double X, double Y)[] line, double[] places, double at)
    {
        var found = Array.BinarySearch(places, at);
        var next = found >= 0 ? found : ~found;
        if (next == 0 || next == line.Length)
            return line[next == 0 ? 0 : ^1].Y;
        var (a, b) = (line[next - 1], line[next]);
        return a.Y + (b.Y - a.Y) * (at - a.X) / (b.X - a.X);
    }
}
