namespace OpsPortal.Gpu.Sampling;

/// <summary>What one GPU says of its health and its links; units as in <see cref="GpuFrame"/>.</summary>
public sealed record SlowReading
{
    public long? MemoryReserved { get; init; }
    public double? Energy { get; init; }
    public double? Encoder { get; init; }
    public double? Decoder { get; init; }
    public int? PcieGeneration { get; init; }
    public int? PcieWidth { get; init; }
    public double? PcieSent { get; init; }
    public double? PcieReceived { get; init; }
    public long? PcieReplays { get; init; }
    public int? LinksUp { get; init; }
    public long? LinkSent { get; init; }
    public long? LinkReceived { get; init; }
    public long? LinkErrors { get; init; }
    public long? EccCorrectedLife { get; init; }
    public long? EccUncorrectedLife { get; init; }
    public int? RemappedCorrected { get; init; }
    public int? RemappedUncorrected { get; init; }
    public bool? RepairPending { get; init; }
    public bool? RemapFailed { get; init; }
    public int? RetiredPages { get; init; }
    public double? HeldByPower { get; init; }
    public double? HeldByThermal { get; init; }
    public double? HeldByHardwareThermal { get; init; }
    public double? HeldByPowerBrake { get; init; }
    public double? HeldBySyncBoost { get; init; }
    public IReadOnlyList<GpuPart> Parts { get; init; } = [];
}

/// <summary>One part of a cut GPU; see <see cref="GpuPartTable"/>.</summary>
public sealed record GpuPart(int Instance, int Compute, string? Profile, long? MemoryUsed, long? MemoryTotal, double? SmActivity = null);

/// <summary>The performance counters' figures: percent, and bytes a second.</summary>
public sealed record GpuDetail(
    double? SmActivity, double? SmOccupancy, double? TensorActivity, double? DramActivity,
    double? PcieSent, double? PcieReceived, double? LinkSent, double? LinkReceived);
