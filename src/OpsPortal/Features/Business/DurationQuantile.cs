using System.Globalization;

namespace OpsPortal.Features.Business;

/// <summary>A quantile of a histogram's cumulative counts.</summary>
public static class DurationQuantile
{
    /// <param name="buckets">By bound (<c>le</c>), as counted over a span; bounds that can't be read are passed over.</param>
    /// <returns>
    /// The quantile by a straight line inside its bucket, with that bucket's bounds (seconds). Null without a count, or when it
    /// lies beyond the last finite bound: then nobody knows.
    /// </returns>
    public static (decimal Value, decimal Low, decimal High)? Of(decimal quantile, IEnumerable<(string Bound, decimal Count)> buckets)
    {
        var rising = buckets.Select(one => (Bound: Bound(one.Bound), one.Count)).Where(one => one.Bound is not null)
            .GroupBy(one => one.Bound!.Value).Select(group => (Bound: group.Key, Count: group.Sum(one => one.Count))).OrderBy(one => one.Bound).ToArray();
        if (rising.Length == 0 || !double.IsPositiveInfinity(rising[^1].Bound) || rising[^1].Count <= 0)
            return null;
        var rank = quantile * rising[^1].Count;
        var (low, below) = (0m, 0m);
        foreach (var (bound, count) in rising)
        {
            if (double.IsPositiveInfinity(bound))
                return null;
            if (count >= rank && count > below)
                return (low + ((decimal)bound - low) * (rank - below) / (count - below), low, (decimal)bound);
            (low, below) = ((decimal)bound, Math.Max(below, count));
        }
        return null;
    }

    private static double? Bound(string text) => text == "+Inf" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) && bound >= 0 ? bound : null;
}
