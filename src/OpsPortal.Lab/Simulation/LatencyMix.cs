namespace OpsPortal.Lab.Simulation;

/// <summary>Several kinds of request taken together: quantiles of the mixture.</summary>
public static class LatencyMix
{
    /// <summary>The time that a share <paramref name="q"/> of all requests stays below, seconds; <c>null</c> without requests.</summary>
    public static double? Quantile(double q, ReadOnlySpan<(long Count, LatencyShape Shape)> parts)
    {
        long all = 0;
        foreach (var part in parts)
            all += part.Count;
        if (all == 0)
            return null;

        // Log-scaled bisection between 10 µs and 1,000 s.
        var (low, high) = (Math.Log(1e-5), Math.Log(1e3));
        for (var i = 0; i < 24; i++)
        {
            var middle = (low + high) / 2;
            var at = Math.Exp(middle);
            double below = 0;
            foreach (var (count, shape) in parts)
                below += count * shape.Share(at);
            if (below < q * all)
                low = middle;
            else
                high = middle;
        }

        return Math.Exp((low + high) / 2);
    }
}
