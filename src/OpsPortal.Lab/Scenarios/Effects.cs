namespace OpsPortal.Lab.Scenarios;

/// <summary>What disturbs one service at one instant, each as a strength 0 (not at all) .. 1 (in full).</summary>
public sealed record Effects
{
    public static readonly Effects None = new();

    /// <summary>Requests fail.</summary>
    public double Errors { get; init; }

    /// <summary>Requests are slow, queues grow.</summary>
    public double Latency { get; init; }

    /// <summary>The service's GPUs run hot.</summary>
    public double Heat { get; init; }

    /// <summary>The first of the service's GPUs has memory errors that can't be corrected.</summary>
    public double GpuFault { get; init; }

    /// <summary>The service's GPU memory, and its own, fills up.</summary>
    public double Memory { get; init; }

    /// <summary>Its models answer worse.</summary>
    public double Regression { get; init; }

    /// <summary>Runaway work burns money.</summary>
    public double Cost { get; init; }

    /// <summary>It logs a hundred times as much.</summary>
    public double LogStorm { get; init; }

    /// <summary>It does not answer.</summary>
    public bool Down { get; init; }

    /// <summary>The stronger of two disturbances, one by one.</summary>
    public Effects And(Effects other) => new()
    {
        Errors = Math.Max(Errors, other.Errors),
        Latency = Math.Max(Latency, other.Latency),
        Heat = Math.Max(Heat, other.Heat),
        GpuFault = Math.Max(GpuFault, other.GpuFault),
        Memory = Math.Max(Memory, other.Memory),
        Regression = Math.Max(Regression, other.Regression),
        Cost = Math.Max(Cost, other.Cost),
        LogStorm = Math.Max(LogStorm, other.LogStorm),
        Down = Down || other.Down,
    };
}

/// <summary>Who knows what disturbs a service when.</summary>
public interface IEffectSource
{
    /// <param name="service">The catalog's id.</param>
    /// <param name="at">Seconds since 1970 UTC.</param>
    Effects Of(string service, long at);
}
