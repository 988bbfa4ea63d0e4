using OpsPortal.Gpu.Sampling;

namespace OpsPortal.Gpu.Nvml;

/// <summary>Reads one GPU's health and links.</summary>
internal sealed class NvmlSlowReader(NvmlLibrary library, TimeProvider time)
{
    private readonly NvmlHealth _health = new(library);
    private readonly NvmlMig _mig = new(library);
    private readonly NvmlPartCounters _parts = new(library, time);

    /// <param name="detail">The parts' performance counters too.</param>
    public SlowReading Read(nint device, bool detail)
    {
        var rows = _health.Remapped(device);
        var pagePending = _health.RetirementPending.Of(device);
        return new SlowReading
        {
            MemoryReserved = library.Memory(device, out var memory) == NvmlReturn.Success ? (long?)memory.Reserved : null,
            Energy = _health.Energy.Long(device) / 1000.0,
            Encoder = _health.Encoder.Pair(device)?.First,
            Decoder = _health.Decoder.Pair(device)?.First,
            PcieGeneration = (int?)_health.PcieGeneration.Of(device),
            PcieWidth = (int?)_health.PcieWidth.Of(device),
            PcieSent = _health.PcieThroughput.Of(device, 0) * 1000.0,
            PcieReceived = _health.PcieThroughput.Of(device, 1) * 1000.0,
            PcieReplays = _health.PcieReplays.Of(device),
            LinksUp = _health.LinksUp(device),
            LinkSent = _health.LinkBytes(device, sent: true),
            LinkReceived = _health.LinkBytes(device, sent: false),
            LinkErrors = _health.LinkErrors(device),
            EccCorrectedLife = Errors(device, NvmlIds.EccCorrected),
            EccUncorrectedLife = Errors(device, NvmlIds.EccUncorrected),
            RemappedCorrected = (int?)rows?.Corrected,
            RemappedUncorrected = (int?)rows?.Uncorrected,
            RepairPending = rows is null && pagePending is null ? null : rows?.Pending == true || pagePending > 0,
            RemapFailed = rows?.Failed,
            RetiredPages = (int?)_health.RetiredPages(device),
            HeldByPower = _health.HeldBack(device, NvmlIds.FieldHeldByPower, NvmlIds.PolicyPower),
            HeldByThermal = _health.HeldBack(device, NvmlIds.FieldHeldByThermal, NvmlIds.PolicyThermal),
            HeldByHardwareThermal = _health.HeldBack(device, NvmlIds.FieldHeldByHardwareThermal),
            HeldByPowerBrake = _health.HeldBack(device, NvmlIds.FieldHeldByPowerBrake),
            HeldBySyncBoost = _health.HeldBack(device, NvmlIds.FieldHeldBySyncBoost, NvmlIds.PolicySyncBoost),
            Parts = Parts(device, detail),
        };
    }

    /// <summary>What of a GPU's description is asked for here.</summary>
    public GpuInfo Describe(nint device, GpuInfo info)
    {
        var limits = _health.PowerLimits.Pair(device);
        return info with
        {
            Serial = library.Text("nvmlDeviceGetSerial", device),
            Vbios = library.Text("nvmlDeviceGetVbiosVersion", device),
            PowerLimitDefault = _health.PowerLimitDefault.Of(device) / 1000.0,
            PowerLimitMin = limits?.First / 1000.0,
            PowerLimitMax = limits?.Second / 1000.0,
            PcieGenerationMax = (int?)_health.PcieGenerationMax.Of(device),
            PcieWidthMax = (int?)_health.PcieWidthMax.Of(device),
            ComputeMode = _health.ComputeMode.Of(device) switch
            {
                0 => "default",
                1 => "exclusive-thread",
                2 => "prohibited",
                3 => "exclusive-process",
                _ => null,
            },
            Persistence = _health.Persistence.Of(device) is { } mode ? mode != 0 : null,
            Ecc = _health.EccMode.Pair(device) is { First: var ecc } ? ecc != 0 : null,
            Mig = _mig.On(device),
        };
    }

    // All memory is read before the first counter: what counters do to the driver must not spoil it.
    private List<GpuPart> Parts(nint device, bool detail)
    {
        var parts = _mig.Parts(device);
        var busy = _parts.Read(device, detail ? parts.Select(p => p.GpuInstance) : []);
        return [.. parts.Select(p => new GpuPart(p.GpuInstance, p.ComputeInstance, p.Profile, p.MemoryUsed, p.MemoryTotal, busy.GetValueOrDefault(p.GpuInstance)))];
    }

    /// <summary>The GPU is gone: what NVML gave for it is worth nothing any more.</summary>
    public void Forget() => _parts.Forget();

    private long? Errors(nint device, uint kind) =>
        library.Ecc(device, kind, 1, out var count) == NvmlReturn.Success && count <= long.MaxValue ? (long)count : null;
}
