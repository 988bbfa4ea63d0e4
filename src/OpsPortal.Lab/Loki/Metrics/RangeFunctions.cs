using System.Runtime.InteropServices;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>Functions over the samples of a window (t − range, t].</summary>
internal static class RangeFunctions
{
    public static double?[] Over(SampledSeries series, RangeExpression range, StepGrid grid)
    {
        var samples = CollectionsMarshal.AsSpan(series.InOrder());
        var values = new double?[grid.Count];
        var seconds = range.Range / 1e9;
        var (first, next) = (0, 0);
        for (var i = 0; i < grid.Count; i++)
        {
            var end = grid.At(i) - range.Offset;
            while (next < samples.Length && samples[next].Time <= end)
                next++;
            while (first < next && samples[first].Time <= end - range.Range)
                first++;
            if (next > first)
                values[i] = One(range.Function, range.Parameter ?? 0, samples[first..next], seconds);
        }

        return values;
    }

    private static double One(string function, double parameter, ReadOnlySpan<(long Time, double Value)> window, double seconds) => function switch
    {
        "count_over_time" => window.Length,
        "rate" or "bytes_rate" => Sum(window) / seconds,
        "bytes_over_time" or "sum_over_time" => Sum(window),
        "avg_over_time" => Mean(window),
        "min_over_time" => Extreme(window, Math.Min),
        "max_over_time" => Extreme(window, Math.Max),
        "first_over_time" => window[0].Value,
        "last_over_time" => window[^1].Value,
        "stdvar_over_time" => Variance(window),
        "stddev_over_time" => Math.Sqrt(Variance(window)),
        "quantile_over_time" => Quantile(parameter, window),
        _ => throw new InvalidOperationException($"The parser lets no other function pass than these, and yet: {function}"),
    };

    private static double Sum(ReadOnlySpan<(long Time, double Value)> window)
    {
        double sum = 0;
        foreach (var (_, value) in window)
            sum += value;
        return sum;
    }

    // As Loki does, value by value; a sum divided at the end rounds differently.
    private static double Mean(ReadOnlySpan<(long Time, double Value)> window)
    {
        double mean = 0;
        for (var i = 0; i < window.Length; i++)
            mean += (window[i].Value / (i + 1)) - (mean / (i + 1));
        return mean;
    }

    private static double Extreme(ReadOnlySpan<(long Time, double Value)> window, Func<double, double, double> pick)
    {
        var extreme = window[0].Value;
        foreach (var (_, value) in window[1..])
            extreme = pick(extreme, value);
        return extreme;
    }

    private static double Variance(ReadOnlySpan<(long Time, double Value)> window)
    {
        double mean = 0, sum = 0;
        for (var i = 0; i < window.Length; i++)
        {
            var delta = window[i].Value - mean;
            mean += delta / (i + 1);
            sum += delta * (window[i].Value - mean);
        }

        return sum / window.Length;
    }

    private static double Quantile(double q, ReadOnlySpan<(long Time, double Value)> window)
    {
        if (q < 0)
            return double.NegativeInfinity;
        if (q > 1)
            return double.PositiveInfinity;
        var values = new double[window.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = window[i].Value;
        Array.Sort(values);
        var rank = q * (values.Length - 1);
        var lower = (int)Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(values.Length - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}
