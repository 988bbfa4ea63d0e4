namespace OpsPortal.Gpu;

/// <summary>
/// Figures that seldom change or are slow to read. They are in one frame every <see cref="SlowInterval"/> and left out of
/// those between: a receiver keeps the last ones with their time, and nothing is repeated as if it were measured anew.
/// </summary>
public sealed partial record GpuFrame
{
    /// <summary>The pace at which an NVML sampler reads these figures.</summary>
    public static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(5);

    /// <summary>At least one of these figures is in this frame.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasSlow => MemoryReserved is not null || Energy is not null || PcieGeneration is not null || PcieReplays is not null
        || EccCorrectedLife is not null || RemappedCorrected is not null || RetiredPages is not null || HeldByPower is not null
        || HeldByThermal is not null || LinksUp is not null || Encoder is not null || Parts is not null;

    /// <summary>The same frame with these figures alone.</summary>
    public GpuFrame SlowOnly() => this with
    {
        Info = null, Utilization = null, MemoryUtilization = null, MemoryUsed = null, Temperature = null, MemoryTemperature = null, TemperatureMargin = null,
        Power = null, SmClock = null, MemoryClock = null, PState = null, Fan = null, Throttle = null, EccCorrected = null, EccUncorrected = null,
        Errors = null, Processes = null, UtilizationRepeated = null, PowerInstant = null, SmActivity = null, SmOccupancy = null, TensorActivity = null,
        DramActivity = null, PcieSentRate = null, PcieReceivedRate = null, LinkSentRate = null, LinkReceivedRate = null, Events = null,
    };

    /// <summary>The same frame with the figures that are drawn over time alone.</summary>
    public GpuFrame Charted() => new()
    {
        Host = Host, Source = Source, At = At, Seq = Seq, Epoch = Epoch, Count = Count, InfoHash = InfoHash,
        Utilization = Utilization, MemoryUsed = MemoryUsed, Temperature = Temperature, Power = Power,
    };

    /// <summary>Memory that the driver keeps for itself, bytes; in addition to <see cref="MemoryUsed"/>.</summary>
    public long?[]? MemoryReserved { get; init; }

    /// <summary>Energy since the driver was loaded, joules.</summary>
    public double?[]? Energy { get; init; }

    /// <summary>Share of time in which video was encoded, percent 0..100.</summary>
    public double?[]? Encoder { get; init; }

    /// <summary>Share of time in which video was decoded, percent 0..100.</summary>
    public double?[]? Decoder { get; init; }

    /// <summary>PCI Express generation of the link now; idle cards fall back to save power.</summary>
    public int?[]? PcieGeneration { get; init; }

    /// <summary>PCI Express lanes in use.</summary>
    public int?[]? PcieWidth { get; init; }

    /// <summary>Sent over PCI Express, bytes a second, over 20 ms.</summary>
    public double?[]? PcieSent { get; init; }

    /// <summary>Received over PCI Express, bytes a second, over 20 ms.</summary>
    public double?[]? PcieReceived { get; init; }

    /// <summary>PCI Express packets that had to be sent again since the driver was loaded.</summary>
    public long?[]? PcieReplays { get; init; }

    /// <summary>NVLink links that are up.</summary>
    public int?[]? LinksUp { get; init; }

    /// <summary>Bytes sent over NVLink since the driver was loaded.</summary>
    public long?[]? LinkSent { get; init; }

    /// <summary>Bytes received over NVLink since the driver was loaded.</summary>
    public long?[]? LinkReceived { get; init; }

    /// <summary>NVLink's replays, recoveries and checksum errors together since the driver was loaded.</summary>
    public long?[]? LinkErrors { get; init; }

    /// <summary>Memory errors corrected over the card's life.</summary>
    public long?[]? EccCorrectedLife { get; init; }

    /// <summary>Memory errors that could not be corrected over the card's life.</summary>
    public long?[]? EccUncorrectedLife { get; init; }

    /// <summary>Rows remapped because of corrected errors (Ampere and later).</summary>
    public int?[]? RemappedCorrected { get; init; }

    /// <summary>Rows remapped because of uncorrected errors (Ampere and later).</summary>
    public int?[]? RemappedUncorrected { get; init; }

    /// <summary>A row is to be remapped, or a page retired, at the next reset.</summary>
    public bool?[]? RepairPending { get; init; }

    /// <summary>A row could not be remapped: the card is to be replaced.</summary>
    public bool?[]? RemapFailed { get; init; }

    /// <summary>Memory pages retired for good (before Ampere).</summary>
    public int?[]? RetiredPages { get; init; }

    /// <summary>Seconds since the driver was loaded in which the power limit held the clocks back.</summary>
    public double?[]? HeldByPower { get; init; }

    /// <summary>Seconds in which the driver held the clocks back because of heat.</summary>
    public double?[]? HeldByThermal { get; init; }

    /// <summary>Seconds in which the hardware held the clocks back because of heat.</summary>
    public double?[]? HeldByHardwareThermal { get; init; }

    /// <summary>Seconds in which an outer signal (the power supply's brake) held the clocks back.</summary>
    public double?[]? HeldByPowerBrake { get; init; }

    /// <summary>Seconds in which other GPUs of a group held the clocks back.</summary>
    public double?[]? HeldBySyncBoost { get; init; }

    /// <summary>The parts of GPUs that are cut (MIG); <c>null</c> when none is.</summary>
    public GpuPartTable? Parts { get; init; }
}

/// <summary>Parts of cut GPUs (MIG instances), as columns of one length.</summary>
public sealed record GpuPartTable
{
    /// <summary>The most parts of a frame.</summary>
    public const int Max = GpuFrame.MaxGpus * 7;

    /// <summary>Position of the part's GPU in the frame's columns, 0-based.</summary>
    public required int[] Gpu { get; init; }

    /// <summary>Id of the GPU instance.</summary>
    public required int[] Instance { get; init; }

    /// <summary>Id of the compute instance in it.</summary>
    public required int[] Compute { get; init; }

    /// <summary>Profile, e.g. "3g.40gb".</summary>
    public required string?[] Profile { get; init; }

    /// <summary>Memory in use, bytes.</summary>
    public required long?[] MemoryUsed { get; init; }

    /// <summary>Memory of the part, bytes.</summary>
    public required long?[] MemoryTotal { get; init; }

    /// <summary>
    /// Share of the part's multiprocessors that had a warp since the last such reading, percent 0..100; of its GPU instance,
    /// where compute instances share one. Only while somebody looks, and only on cards that count it (Hopper and later).
    /// </summary>
    public double?[]? SmActivity { get; init; }
}
