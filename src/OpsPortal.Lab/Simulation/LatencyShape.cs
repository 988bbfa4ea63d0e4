namespace OpsPortal.Lab.Simulation;

/// <summary>How long things take: a log-normal distribution.</summary>
/// <param name="Median">Seconds.</param>
/// <param name="Sigma">Deviation of the logarithm; 0.5 is narrow, 1 wide.</param>
public readonly record struct LatencyShape(double Median, double Sigma)
{
    /// <summary>Mean, seconds.</summary>
    public double Mean => Median * Math.Exp(Sigma * Sigma / 2);

    public LatencyShape Times(double factor) => this with { Median = Median * factor };

    /// <summary>The time that a share <paramref name="q"/> (0..1) of requests stays below, seconds.</summary>
    public double Quantile(double q) => Median * Math.Exp(Sigma * NormalQuantile(q));

    /// <summary>Share of requests that take at most <paramref name="seconds"/>, 0..1.</summary>
    public double Share(double seconds) => seconds <= 0 ? 0 : double.IsPositiveInfinity(seconds) ? 1 : NormalShare(Z(seconds));

    /// <summary>Mean of the requests that take between two times, seconds; within the two whatever the rounding.</summary>
    public double MeanBetween(double low, double high)
    {
        var share = Share(high) - Share(low);
        if (share < 1e-9)
            return double.IsPositiveInfinity(high) ? low * 1.05 : (low + high) / 2;
        var part = Mean * (NormalShare(ZOrInfinity(high) - Sigma) - NormalShare(ZOrInfinity(low) - Sigma)) / share;
        return Math.Clamp(part, low, high);
    }

    /// <summary>One request's time, seconds.</summary>
    public double Draw(ref StepRandom random) => Median * Math.Exp(Sigma * random.Normal());

    private double Z(double seconds) => Math.Log(seconds / Median) / Sigma;

    private double ZOrInfinity(double seconds) =>
        seconds <= 0 ? double.NegativeInfinity : double.IsPositiveInfinity(seconds) ? double.PositiveInfinity : Z(seconds);

    // Abramowitz and Stegun 26.2.17: off by less than 7.5e-8.
    private static double NormalShare(double z)
    {
        if (double.IsInfinity(z))
            return z > 0 ? 1 : 0;
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var poly = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * poly;
        return z >= 0 ? 1 - tail : tail;
    }

    private static double NormalQuantile(double q)
    {
        var (low, high) = (-8.0, 8.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (NormalShare(middle) < q)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }
}
