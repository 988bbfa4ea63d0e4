namespace OpsPortal.Gpu;

/// <summary>
/// Figures of the hardware's performance counters (GPM, Hopper and later), taken only while somebody looks, since profilers
/// want the same counters; and events.
/// </summary>
public sealed partial record GpuFrame
{
    /// <summary>The most events that one frame may carry.</summary>
    public const int MaxEvents = 256;

    /// <summary>True where <see cref="Utilization"/> is what the driver said before: it measures anew only every 1/6 to 1 s.</summary>
    public bool?[]? UtilizationRepeated { get; init; }

    /// <summary>Power draw at the instant, watts; <see cref="Power"/> is a mean over a second on Ampere and later.</summary>
    public double?[]? PowerInstant { get; init; }

    /// <summary>Share of multiprocessors that had a warp, percent 0..100, since the last frame.</summary>
    public double?[]? SmActivity { get; init; }

    /// <summary>Share of warps' places that were taken, percent 0..100.</summary>
    public double?[]? SmOccupancy { get; init; }

    /// <summary>Share of time in which tensor pipes worked, percent 0..100.</summary>
    public double?[]? TensorActivity { get; init; }

    /// <summary>Share of the memory's bandwidth in use, percent 0..100.</summary>
    public double?[]? DramActivity { get; init; }

    /// <summary>Sent over PCI Express since the last frame, bytes a second.</summary>
    public double?[]? PcieSentRate { get; init; }

    /// <summary>Received over PCI Express since the last frame, bytes a second.</summary>
    public double?[]? PcieReceivedRate { get; init; }

    /// <summary>Sent over NVLink since the last frame, bytes a second.</summary>
    public double?[]? LinkSentRate { get; init; }

    /// <summary>Received over NVLink since the last frame, bytes a second.</summary>
    public double?[]? LinkReceivedRate { get; init; }

    /// <summary>What happened since the last frame; <c>null</c> when nothing did.</summary>
    public GpuEvent[]? Events { get; init; }
}

/// <summary>One event that the driver told of.</summary>
public sealed record GpuEvent
{
    /// <summary>Position of its GPU in the frame's columns; <c>null</c> when the driver named none.</summary>
    public int? Gpu { get; init; }

    /// <summary>One of <see cref="GpuEventKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The XID's number; 0 for other kinds.</summary>
    public int Code { get; init; }

    /// <summary>When it came in: milliseconds since 1970 UTC by the host's clock.</summary>
    public required long At { get; init; }
}

/// <summary>Kinds of events.</summary>
public static class GpuEventKind
{
    public const string Xid = "xid";

    /// <summary>What else the driver tells, by its bit.</summary>
    private static readonly Dictionary<ulong, string> ByBit = new()
    {
        [0x1] = "ecc-corrected",
        [0x2] = "ecc-uncorrected",
        [0x8] = Xid,
        [0x200] = "ecc-storm",
        [0x400] = "dram-retired",
        [0x800] = "dram-retirement-failed",
        [0x1000] = "poison-contained",
        [0x2000] = "poison-fatal",
        [0x4000] = "gpu-unavailable",
        [0x8000] = "gpu-recovery",
    };

    public static readonly IReadOnlySet<string> All = ByBit.Values.ToHashSet();

    /// <summary>The kind of one of NVML's event bits; <c>null</c> for one that is not kept.</summary>
    public static string? OfBit(ulong bit) => ByBit.GetValueOrDefault(bit);
}
