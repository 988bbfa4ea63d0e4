using OpsPortal.Gpu.Sampling;

namespace OpsPortal.Gpu.Nvml;

/// <summary>One GPU through NVML. Used by one thread at a time.</summary>
public sealed class NvmlDevice(NvmlLibrary library, uint index, TimeProvider time) : IGpuDevice
{
    private readonly NvmlSlowReader _slow = new(library, time);
    private readonly Dictionary<int, string?> _names = [];
    private nint _handle;
    private ulong _newestSample;
    private ulong _newestUtilization;
    private NvmlGpm? _gpm;
    private bool _gpmTried;

    public GpuInfo Describe()
    {
        _ = Connect();
        var info = new GpuInfo
        {
            Index = (int)index,
            Uuid = library.Uuid(_handle) ?? $"index-{index}",
            Name = library.Name(_handle) ?? "NVIDIA GPU",
            PciBusId = library.PciBusId(_handle),
            MemoryTotal = library.Memory(_handle, out var memory) == NvmlReturn.Success ? (long)memory.Total : null,
            PowerLimit = Scaled(library.PowerLimit(_handle, out var limit), limit, 1000),
            TemperatureSlowdown = Scaled(library.Threshold(_handle, NvmlIds.ThresholdSlowdown, out var slow), slow),
            TemperatureShutdown = Scaled(library.Threshold(_handle, NvmlIds.ThresholdShutdown, out var off), off),
            MemoryTemperatureMax = Scaled(library.Threshold(_handle, NvmlIds.ThresholdMemoryMax, out var hot), hot),
            SmClockMax = Scaled(library.ClockMax(_handle, NvmlIds.ClockSm, out var sm), sm),
            MemoryClockMax = Scaled(library.ClockMax(_handle, NvmlIds.ClockMemory, out var mem), mem),
        };
        return _slow.Describe(_handle, info);
    }

    public GpuReading Read(GpuAsk ask)
    {
        var connected = Connect();
        if (connected != NvmlReturn.Success)
            return GpuReading.Failed(connected.Words());

        // A GPU that is gone answers every call with the same fatal code: one is enough.
        var code = library.Temperature(_handle, out var temperature);
        if (code.IsFatal())
        {
            Forget();
            return GpuReading.Failed(code.Words());
        }

        var utilization = library.Utilization(_handle, out var rates);
        return new GpuReading
        {
            Temperature = Scaled(code, temperature),
            Utilization = Scaled(utilization, rates.Gpu),
            MemoryUtilization = Scaled(utilization, rates.Memory),
            MemoryUsed = library.Memory(_handle, out var memory) == NvmlReturn.Success ? (long)memory.Used : null,
            MemoryTemperature = MemoryTemperature(),
            TemperatureMargin = library.Margin(_handle, out var margin) == NvmlReturn.Success ? margin : null,
            Power = Scaled(library.Power(_handle, out var milliwatts), milliwatts, 1000),
            SmClock = Scaled(library.Clock(_handle, NvmlIds.ClockSm, out var sm), sm),
            MemoryClock = Scaled(library.Clock(_handle, NvmlIds.ClockMemory, out var mem), mem),
            PState = library.PerformanceState(_handle, out var state) == NvmlReturn.Success && state <= 15 ? (int)state : null,
            Fan = Scaled(library.Fan(_handle, out var fan), fan),
            Throttle = library.Throttle(_handle, out var bits) == NvmlReturn.Success ? (long)bits : null,
            EccCorrected = Count(library.Ecc(_handle, NvmlIds.EccCorrected, 0, out var corrected), corrected),
            EccUncorrected = Count(library.Ecc(_handle, NvmlIds.EccUncorrected, 0, out var uncorrected), uncorrected),
            PowerInstant = library.Field(_handle, NvmlIds.FieldPowerInstant, out var instant) == NvmlReturn.Success ? (uint)instant / 1000.0 : null,
            UtilizationRepeated = ask.MarkRepeats && utilization == NvmlReturn.Success ? Repeated() : null,
            Processes = Processes(),
            Detail = Detail(ask.Detail),
            Slow = ask.Slow ? _slow.Read(_handle, ask.Detail) : null,
        };
    }

    /// <summary>The driver has measured nothing since the last reading; <c>null</c> where it does not say when it measures.</summary>
    private bool? Repeated()
    {
        var before = _newestUtilization;
        if (library.NewestUtilization(_handle, before) is not { } newest)
            return null;
        _newestUtilization = newest;
        return newest == before;
    }

    private GpuDetail? Detail(bool wanted)
    {
        if (!wanted)
        {
            _gpm?.Forget();
            return null;
        }

        if (!_gpmTried)
            (_gpmTried, _gpm) = (true, NvmlGpm.TryOpen(library, _handle, time));
        return _gpm?.Read(_handle) is { } f
            ? new GpuDetail(f.SmActivity, f.SmOccupancy, f.TensorActivity, f.DramActivity, f.PcieSent, f.PcieReceived, f.LinkSent, f.LinkReceived)
            : null;
    }

    /// <summary>The GPU is gone: what NVML gave for it is worth nothing any more. Its samples' memory is not touched.</summary>
    private void Forget()
    {
        (_handle, _gpm, _gpmTried) = (0, null, false);
        _slow.Forget();
    }

    private NvmlReturn Connect()
    {
        if (_handle != 0)
            return NvmlReturn.Success;
        var code = library.Handle(index, out var handle);
        if (code == NvmlReturn.Success)
            _handle = handle;
        return code;
    }

    private double? MemoryTemperature()
    {
        // 0 is what cards without the sensor say.
        var code = library.Field(_handle, NvmlIds.FieldMemoryTemperature, out var value);
        return code == NvmlReturn.Success && (uint)value is > 0 and < 250 ? (uint)value : null;
    }

    private List<GpuProcess>? Processes()
    {
        var compute = library.ComputeProcesses(_handle, out var computing);
        var graphics = library.GraphicsProcesses(_handle, out var drawing);
        if (compute != NvmlReturn.Success && graphics != NvmlReturn.Success)
            return null;

        var shares = Shares();
        var processes = new Dictionary<int, GpuProcess>();
        foreach (var process in computing.Concat(drawing))
        {
            // MIG lists one process once an instance, and a process that computes and draws is in both lists.
            var pid = (int)process.Pid;
            long? memory = process.UsedMemory == NvmlIds.ValueNotAvailable ? null : (long)process.UsedMemory;
            if (!processes.TryGetValue(pid, out var known))
                processes[pid] = new GpuProcess(pid, NameOf(pid), memory, shares?.GetValueOrDefault(pid));
            else if (memory > (known.Memory ?? 0))
                processes[pid] = known with { Memory = memory };
        }

        foreach (var gone in _names.Keys.Where(pid => !processes.ContainsKey(pid)).ToList())
            _ = _names.Remove(gone);
        return [.. processes.Values];
    }

    /// <summary>The newest sample of each process since the last reading.</summary>
    private Dictionary<int, double?>? Shares()
    {
        if (library.ProcessSamples(_handle, _newestSample, out var samples) != NvmlReturn.Success)
            return null;

        var shares = new Dictionary<int, double?>();
        foreach (var sample in samples.OrderBy(s => s.TimeStamp))
        {
            _newestSample = Math.Max(_newestSample, sample.TimeStamp);
            if (sample.Sm <= 100)
                shares[(int)sample.Pid] = sample.Sm;
        }

        return shares;
    }

    private string? NameOf(int pid)
    {
        if (!_names.TryGetValue(pid, out var name))
            _names[pid] = name = ProcessNames.Of(pid) ?? ProcessNames.Program(library.ProcessName((uint)pid));
        return name;
    }

    private static double? Scaled(NvmlReturn code, uint value, double divisor = 1) =>
        code == NvmlReturn.Success ? value / divisor : null;

    private static long? Count(NvmlReturn code, ulong value) =>
        code == NvmlReturn.Success && value <= long.MaxValue ? (long)value : null;
}
