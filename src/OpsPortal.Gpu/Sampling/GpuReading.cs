namespace OpsPortal.Gpu.Sampling;

/// <summary>What one GPU said at one instant; units as in <see cref="GpuFrame"/>, <c>null</c> where it said nothing.</summary>
public sealed record GpuReading
{
    public double? Utilization { get; init; }
    public double? MemoryUtilization { get; init; }
    public long? MemoryUsed { get; init; }
    public double? Temperature { get; init; }
    public double? MemoryTemperature { get; init; }
    public double? TemperatureMargin { get; init; }
    public double? Power { get; init; }
    public double? SmClock { get; init; }
    public double? MemoryClock { get; init; }
    public int? PState { get; init; }
    public double? Fan { get; init; }
    public long? Throttle { get; init; }
    public long? EccCorrected { get; init; }
    public long? EccUncorrected { get; init; }

    public double? PowerInstant { get; init; }
    public bool? UtilizationRepeated { get; init; }

    /// <summary>What is read only now and then; <c>null</c> in the readings between.</summary>
    public SlowReading? Slow { get; init; }

    /// <summary>The performance counters' figures; <c>null</c> while nobody looks and where there are none.</summary>
    public GpuDetail? Detail { get; init; }

    /// <summary><c>null</c> when they can't be listed.</summary>
    public IReadOnlyList<GpuProcess>? Processes { get; init; }

    /// <summary>Why the GPU gives nothing, in words.</summary>
    public string? Error { get; init; }

    public static GpuReading Failed(string error) => new() { Error = error };
}

/// <summary>One process on one GPU.</summary>
/// <param name="Pid">Process id on the host.</param>
/// <param name="Name">Program without arguments.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Sm">Percent 0..100 of the multiprocessors' time.</param>
public sealed record GpuProcess(int Pid, string? Name, long? Memory, double? Sm);

/// <summary>One GPU that can be read: the edge of the process, so that samplers can be tested without one.</summary>
public interface IGpuDevice
{
    /// <summary>Name and limits; asked now and then, since limits can be changed.</summary>
    GpuInfo Describe();

    /// <summary>Reads all figures that are asked for; blocks as long as the driver does. Never throws for a fault of the GPU.</summary>
    GpuReading Read(GpuAsk ask);
}

/// <summary>What one reading is to bring.</summary>
/// <param name="Describe">Name and limits too.</param>
/// <param name="Slow">The figures of <see cref="SlowReading"/> too.</param>
/// <param name="Detail">The performance counters too.</param>
/// <param name="MarkRepeats">Readings come faster than the driver measures: say which utilisation is a repeat.</param>
public readonly record struct GpuAsk(bool Describe = false, bool Slow = false, bool Detail = false, bool MarkRepeats = false);
