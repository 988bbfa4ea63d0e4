namespace OpsPortal.Lab.Simulation;

/// <summary>Smooth noise: random heights at every period, joined without corners. A pure function of seed and time.</summary>
public static class Noise
{
    /// <summary>A value in [-1, 1].</summary>
    /// <param name="seed">The lab's seed.</param>
    /// <param name="stream">Which signal.</param>
    /// <param name="at">Seconds since 1970 UTC.</param>
    /// <param name="period">Seconds between two random heights.</param>
    public static double Smooth(ulong seed, ulong stream, double at, double period)
    {
        var x = at / period;
        var left = Math.Floor(x);
        var f = x - left;
        var ease = f * f * (3 - (2 * f));
        var a = Height(seed, stream, (long)left);
        var b = Height(seed, stream, (long)left + 1);
        return a + ((b - a) * ease);
    }

    /// <summary>A value around a middle: <c>middle + spread × Smooth</c>.</summary>
    public static double Around(double middle, double spread, ulong seed, ulong stream, double at, double period) =>
        middle + (spread * Smooth(seed, stream, at, period));

    private static double Height(ulong seed, ulong stream, long index)
    {
        var random = new StepRandom(seed, stream, index);
        return (2 * random.Next()) - 1;
    }
}
