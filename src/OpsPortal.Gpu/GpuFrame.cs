namespace OpsPortal.Gpu;

/// <summary>
/// One frame: one host at one instant, all its GPUs, one array for each figure (columns, not objects).
/// </summary>
/// <remarks>
/// Every column has <see cref="Count"/> entries in the order of <see cref="GpuHostInfo.Gpus"/>. A figure that one GPU does
/// not give is <c>null</c> in its place; a figure that no GPU of the host gives is a column that is left out (<c>null</c>).
/// Nothing is ever filled in: a value that is there was measured at <see cref="At"/>.
/// What seldom changes (names, limits, driver) is in <see cref="Info"/>, named by <see cref="InfoHash"/> and sent with the
/// first frame, after a change, and when the receiver asks for it; sending it each time is allowed.
/// </remarks>
public sealed partial record GpuFrame
{
    /// <summary>The most GPUs that one frame may carry.</summary>
    public const int MaxGpus = 64;

    /// <summary>The most processes that one frame may carry; the ones with the least memory are left out first.</summary>
    public const int MaxProcesses = 256;

    /// <summary>Name of the host, unique among hosts: 1 to 128 of letters, digits, <c>. _ - :</c>.</summary>
    public required string Host { get; init; }

    /// <summary>Who measured it: one of <see cref="GpuSource"/>.</summary>
    public required string Source { get; init; }

    /// <summary>When the figures were read: milliseconds since 1970-01-01 UTC, by the host's clock.</summary>
    public required long At { get; init; }

    /// <summary>Number of the frame, growing by one for each frame since the sender started. A gap is a lost frame.</summary>
    public required long Seq { get; init; }

    /// <summary>When the sender started: milliseconds since 1970 UTC. A new value means that <see cref="Seq"/> began anew.</summary>
    public required long Epoch { get; init; }

    /// <summary>Ticks that the sampler skipped since it started, because the driver was slow or the machine was busy.</summary>
    public long Skipped { get; init; }

    /// <summary>Number of GPUs: the length of every column.</summary>
    public required int Count { get; init; }

    /// <summary>Opaque name of the matching <see cref="Info"/>, at most 64 characters; <see cref="GpuHostInfo.Hash"/> makes one.</summary>
    public required string InfoHash { get; init; }

    /// <summary>What seldom changes; <c>null</c> when the receiver has been told it already.</summary>
    public GpuHostInfo? Info { get; init; }

    /// <summary>Share of time in which a kernel ran, percent 0..100.</summary>
    public double?[]? Utilization { get; init; }

    /// <summary>Share of time in which memory was read or written, percent 0..100.</summary>
    public double?[]? MemoryUtilization { get; init; }

    /// <summary>Memory in use, bytes, without what the driver reserves.</summary>
    public long?[]? MemoryUsed { get; init; }

    /// <summary>Temperature of the GPU, degrees Celsius.</summary>
    public double?[]? Temperature { get; init; }

    /// <summary>Temperature of the memory (HBM), degrees Celsius.</summary>
    public double?[]? MemoryTemperature { get; init; }

    /// <summary>Degrees Celsius left until the GPU slows itself down; 0 or less means that it does ("T.Limit").</summary>
    public double?[]? TemperatureMargin { get; init; }

    /// <summary>Power draw, watts.</summary>
    public double?[]? Power { get; init; }

    /// <summary>Clock of the streaming multiprocessors, MHz.</summary>
    public double?[]? SmClock { get; init; }

    /// <summary>Clock of the memory, MHz.</summary>
    public double?[]? MemoryClock { get; init; }

    /// <summary>Performance state, 0 (P0, fastest) to 15.</summary>
    public int?[]? PState { get; init; }

    /// <summary>Fan speed, percent of its maximum; passively cooled cards have none.</summary>
    public double?[]? Fan { get; init; }

    /// <summary>Why clocks are not at their maximum: bits of <see cref="ThrottleReasons"/>.</summary>
    public long?[]? Throttle { get; init; }

    /// <summary>Memory errors corrected since the driver was loaded.</summary>
    public long?[]? EccCorrected { get; init; }

    /// <summary>Memory errors that could not be corrected since the driver was loaded.</summary>
    public long?[]? EccUncorrected { get; init; }

    /// <summary>Why a GPU gives nothing, in words ("GPU is lost"), else <c>null</c>; at most 200 characters each.</summary>
    public string?[]? Errors { get; init; }

    /// <summary>Processes that use the GPUs; <c>null</c> when they can't be listed, empty when there are none.</summary>
    public GpuProcessTable? Processes { get; init; }

    /// <summary>Says what is wrong with the frame, in words; empty when nothing is. See <see cref="GpuFrameRules"/>.</summary>
    /// <param name="now">The receiver's time, against which <see cref="At"/> is judged.</param>
    public IReadOnlyList<string> Validate(DateTimeOffset now) => GpuFrameRules.Check(this, now);
}

/// <summary>Who measured a frame.</summary>
public static class GpuSource
{
    /// <summary>NVIDIA's driver, on the host itself.</summary>
    public const string Nvml = "nvml";

    /// <summary>A simulated host: the figures are invented, and pages say so.</summary>
    public const string Lab = "lab";

    /// <summary>An exporter, read through Prometheus at its pace.</summary>
    public const string Exporter = "exporter";

    public static readonly IReadOnlyList<string> All = [Nvml, Lab, Exporter];
}

/// <summary>Processes on the GPUs of one host, as columns of one length.</summary>
public sealed record GpuProcessTable
{
    /// <summary>Position of the process' GPU in the frame's columns, 0-based. A process on two GPUs is two entries.</summary>
    public required int[] Gpu { get; init; }

    /// <summary>Process id on the host.</summary>
    public required int[] Pid { get; init; }

    /// <summary>Name of the program without its arguments (they can hold secrets), at most 128 characters.</summary>
    public required string?[] Name { get; init; }

    /// <summary>GPU memory in use, bytes.</summary>
    public required long?[] Memory { get; init; }

    /// <summary>Share of the GPU's multiprocessors' time, percent 0..100.</summary>
    public double?[]? Sm { get; init; }
}
