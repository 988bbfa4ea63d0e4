namespace OpsPortal.Lab.Simulation;

/// <summary>How busy a service's users are: a pure function of seed and time, with the rhythm of days and weeks and noise.</summary>
/// <param name="PeakHour">Hour of the UTC day with the most users, 0..24.</param>
/// <param name="Night">Load of the quietest hour as a share of the busiest, 0..1.</param>
/// <param name="Weekend">Load of Saturday and Sunday as a share of a weekday's, 0..1.</param>
public sealed record Rhythm(double PeakHour, double Night, double Weekend)
{
    private const int Day = 86_400;

    /// <summary>Load at an instant: about 1 at the peak of a weekday, seldom above 1.2, never below 0.</summary>
    /// <param name="seed">The lab's seed.</param>
    /// <param name="stream">Which service.</param>
    /// <param name="at">Seconds since 1970 UTC.</param>
    public double Load(ulong seed, ulong stream, double at)
    {
        var hour = at % Day / 3600;
        var wave = (1 + Math.Cos((hour - PeakHour) / 24 * 2 * Math.PI)) / 2;
        var day = Night + ((1 - Night) * Math.Pow(wave, 1.4));
        // The week fades over the four hours around midnight instead of breaking there.
        var week = (Week(at - 7200) + Week(at) + Week(at + 7200)) / 3;
        var noise = 1
            + (0.10 * Noise.Smooth(seed, stream, at, 7200))
            + (0.07 * Noise.Smooth(seed, stream + 1, at, 900))
            + (0.05 * Noise.Smooth(seed, stream + 2, at, 90));
        return Math.Max(0, day * week * noise);
    }

    // 1970-01-01 was a Thursday.
    private double Week(double at) => ((long)(at / Day) + 4) % 7 is 0 or 6 ? Weekend : 1;
}
