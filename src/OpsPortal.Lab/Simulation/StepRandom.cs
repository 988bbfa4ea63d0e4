namespace OpsPortal.Lab.Simulation;

/// <summary>
/// Random numbers that depend on the seed, a stream's name and an instant only: the same three give the same numbers
/// on any machine, in any order of asking. (SplitMix64.)
/// </summary>
public struct StepRandom
{
    private ulong _state;

    public StepRandom(ulong seed, ulong stream, long at) =>
        _state = Mix(seed ^ Mix(stream ^ Mix((ulong)at + 0x9E3779B97F4A7C15)));

    /// <summary>A stable number for a name, to tell streams apart.</summary>
    public static ulong StreamOf(string name)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in name)
            hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>Evenly spread in [0, 1).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly spread over 0 .. <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(Next() * below);

    /// <summary>Normally distributed, mean 0, deviation 1.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    /// <summary>How many of events that come at this mean number did come.</summary>
    public long Poisson(double mean)
    {
        if (mean <= 0)
            return 0;
        if (mean > 40)
            return Math.Max(0, (long)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        var limit = Math.Exp(-mean);
        var product = Next();
        long count = 0;
        while (product > limit)
        {
            product *= Next();
            count++;
        }

        return count;
    }

    /// <summary>How many of <paramref name="n"/> tries succeed, each with chance <paramref name="p"/>.</summary>
    public long Binomial(long n, double p)
    {
        if (n <= 0 || p <= 0)
            return 0;
        if (p >= 1)
            return n;
        if (n <= 24)
        {
            long hits = 0;
            for (var i = 0; i < n; i++)
            {
                if (Next() < p)
                    hits++;
            }

            return hits;
        }

        if (p > 0.5)
            return n - Binomial(n, 1 - p);
        var mean = n * p;
        var drawn = mean < 12 ? Poisson(mean) : (long)Math.Round(mean + (Math.Sqrt(mean * (1 - p)) * Normal()));
        return Math.Clamp(drawn, 0, n);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
