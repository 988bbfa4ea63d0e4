namespace OpsPortal.Lab.Simulation;

/// <summary>One step of simulated time: [<see cref="At"/>, <see cref="End"/>), never over a UTC midnight.</summary>
/// <param name="Seed">The lab's seed.</param>
/// <param name="At">Its start, seconds since 1970 UTC.</param>
/// <param name="Seconds">Its length.</param>
public readonly record struct Step(ulong Seed, long At, int Seconds)
{
    /// <summary>Its end: when its results can be seen first.</summary>
    public long End => At + Seconds;

    public double Middle => At + (Seconds / 2.0);

    /// <summary>Random numbers of this step for one purpose.</summary>
    public StepRandom Random(ulong stream) => new(Seed, stream, At);

    /// <summary>How far a smoothed value moves towards a new one within the step, 0..1.</summary>
    /// <param name="tau">Seconds in which it covers two thirds of the way.</param>
    public double Toward(double tau) => 1 - Math.Exp(-Seconds / tau);
}
