using System.Runtime.InteropServices;
using System.Text;

namespace OpsPortal.Gpu.Nvml;

/// <summary>
/// NVIDIA's management library, loaded while the program runs. Each function is looked up by itself: one that the driver
/// lacks answers <see cref="NvmlReturn.FunctionNotFound"/>, and nothing else is lost.
/// </summary>
/// <remarks>
/// Function pointers rather than import stubs: a stub throws at the first call of a missing function, and can't fall back
/// to an older version of it. Handles of devices are plain pointers that NVML owns until <see cref="Dispose"/>.
/// </remarks>
public sealed unsafe class NvmlLibrary : IDisposable
{
    /// <summary>The name by which every Linux driver installs it.</summary>
    public const string DefaultName = "libnvidia-ml.so.1";

    private readonly nint _library;
    private readonly delegate* unmanaged[Cdecl]<int> _shutdown;
    private readonly delegate* unmanaged[Cdecl]<byte*, uint, int> _driverVersion;
    private readonly delegate* unmanaged[Cdecl]<int*, int> _cudaVersion;
    private readonly delegate* unmanaged[Cdecl]<uint, byte*, uint, int> _processName;
    private readonly delegate* unmanaged[Cdecl]<uint*, int> _count;
    private readonly delegate* unmanaged[Cdecl]<uint, nint*, int> _handle;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, int> _name;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, int> _uuid;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlPciInfo*, int> _pci;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlUtilization*, int> _utilization;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlMemoryV2*, int> _memory2;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlMemoryV1*, int> _memory1;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint*, int> _temperature;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint*, int> _threshold;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlMarginTemperature*, int> _margin;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, int> _power;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, int> _powerLimit;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint*, int> _clock;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint*, int> _clockMax;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, int> _performance;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, int> _fan;
    private readonly delegate* unmanaged[Cdecl]<nint, ulong*, int> _throttle;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint, ulong*, int> _ecc;
    private readonly delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, int> _fields;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, int> _compute;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, int> _graphics;
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlProcessSample*, uint*, ulong, int> _processSamples;
    private readonly delegate* unmanaged[Cdecl]<nint, int, ulong, int*, uint*, NvmlSample*, int> _samples;
    private int _disposed;

    private NvmlLibrary(nint library)
    {
        _library = library;
        _shutdown = (delegate* unmanaged[Cdecl]<int>)Find("nvmlShutdown");
        _driverVersion = (delegate* unmanaged[Cdecl]<byte*, uint, int>)Find("nvmlSystemGetDriverVersion");
        _cudaVersion = (delegate* unmanaged[Cdecl]<int*, int>)Find("nvmlSystemGetCudaDriverVersion_v2", "nvmlSystemGetCudaDriverVersion");
        _processName = (delegate* unmanaged[Cdecl]<uint, byte*, uint, int>)Find("nvmlSystemGetProcessName");
        _count = (delegate* unmanaged[Cdecl]<uint*, int>)Find("nvmlDeviceGetCount_v2", "nvmlDeviceGetCount");
        _handle = (delegate* unmanaged[Cdecl]<uint, nint*, int>)Find("nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex");
        _name = (delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)Find("nvmlDeviceGetName");
        _uuid = (delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)Find("nvmlDeviceGetUUID");
        _pci = (delegate* unmanaged[Cdecl]<nint, NvmlPciInfo*, int>)Find("nvmlDeviceGetPciInfo_v3");
        _utilization = (delegate* unmanaged[Cdecl]<nint, NvmlUtilization*, int>)Find("nvmlDeviceGetUtilizationRates");
        _memory2 = (delegate* unmanaged[Cdecl]<nint, NvmlMemoryV2*, int>)Find("nvmlDeviceGetMemoryInfo_v2");
        _memory1 = (delegate* unmanaged[Cdecl]<nint, NvmlMemoryV1*, int>)Find("nvmlDeviceGetMemoryInfo");
        _temperature = (delegate* unmanaged[Cdecl]<nint, uint, uint*, int>)Find("nvmlDeviceGetTemperature");
        _threshold = (delegate* unmanaged[Cdecl]<nint, uint, uint*, int>)Find("nvmlDeviceGetTemperatureThreshold");
        _margin = (delegate* unmanaged[Cdecl]<nint, NvmlMarginTemperature*, int>)Find("nvmlDeviceGetMarginTemperature");
        _power = (delegate* unmanaged[Cdecl]<nint, uint*, int>)Find("nvmlDeviceGetPowerUsage");
        _powerLimit = (delegate* unmanaged[Cdecl]<nint, uint*, int>)Find("nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetPowerManagementLimit");
        _clock = (delegate* unmanaged[Cdecl]<nint, uint, uint*, int>)Find("nvmlDeviceGetClockInfo");
        _clockMax = (delegate* unmanaged[Cdecl]<nint, uint, uint*, int>)Find("nvmlDeviceGetMaxClockInfo");
        _performance = (delegate* unmanaged[Cdecl]<nint, uint*, int>)Find("nvmlDeviceGetPerformanceState");
        _fan = (delegate* unmanaged[Cdecl]<nint, uint*, int>)Find("nvmlDeviceGetFanSpeed");
        _throttle = (delegate* unmanaged[Cdecl]<nint, ulong*, int>)Find("nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons");
        _ecc = (delegate* unmanaged[Cdecl]<nint, uint, uint, ulong*, int>)Find("nvmlDeviceGetTotalEccErrors");
        _fields = (delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, int>)Find("nvmlDeviceGetFieldValues");
        _compute = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, int>)Find("nvmlDeviceGetComputeRunningProcesses_v3");
        _graphics = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, int>)Find("nvmlDeviceGetGraphicsRunningProcesses_v3");
        _processSamples = (delegate* unmanaged[Cdecl]<nint, NvmlProcessSample*, uint*, ulong, int>)Find("nvmlDeviceGetProcessUtilization");
        _samples = (delegate* unmanaged[Cdecl]<nint, int, ulong, int*, uint*, NvmlSample*, int>)Find("nvmlDeviceGetSamples");
    }

    /// <summary>Loads and initialises NVML; <c>null</c> where that fails.</summary>
    /// <param name="problem">Why it failed, in words.</param>
    /// <param name="found">The library's file is on the machine, so that another try can succeed once the driver is up.</param>
    /// <param name="path">Name or path of the library.</param>
    public static NvmlLibrary? TryOpen(out string problem, out bool found, string path = DefaultName)
    {
        problem = "";
        found = NativeLibrary.TryLoad(path, out var handle);
        if (!found)
        {
            problem = $"{path} is not there: this machine has no NVIDIA driver";
            return null;
        }

        var library = new NvmlLibrary(handle);
        var init = (delegate* unmanaged[Cdecl]<int>)library.Find("nvmlInit_v2", "nvmlInit");
        var code = init == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)init();
        if (code == NvmlReturn.Success)
            return library;

        problem = $"{path} can't be initialised: {code.Words()}";
        NativeLibrary.Free(handle);
        return null;
    }

    /// <summary>Shuts NVML down. The library stays mapped: its threads may still be in it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && _shutdown != null)
            _ = _shutdown();
    }

    internal string? DriverVersion() => _driverVersion == null ? null : Text(96, (b, n) => _driverVersion(b, n));

    internal string? CudaVersion()
    {
        int version;
        return _cudaVersion != null && _cudaVersion(&version) == 0 ? $"{version / 1000}.{version % 1000 / 10}" : null;
    }

    internal string? ProcessName(uint pid) => _processName == null ? null : Text(512, (b, n) => _processName(pid, b, n));

    internal NvmlReturn Count(out uint count)
    {
        fixed (uint* p = &count)
        {
            *p = 0;
            return _count == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)_count(p);
        }
    }

    internal NvmlReturn Handle(uint index, out nint device)
    {
        fixed (nint* p = &device)
        {
            *p = 0;
            return _handle == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)_handle(index, p);
        }
    }

    internal string? Name(nint device) => _name == null ? null : Text(96, (b, n) => _name(device, b, n));

    internal string? Uuid(nint device) => _uuid == null ? null : Text(96, (b, n) => _uuid(device, b, n));

    internal string? PciBusId(nint device)
    {
        NvmlPciInfo pci = default;
        return _pci != null && _pci(device, &pci) == 0 ? Text(pci.BusId, 32) : null;
    }

    internal NvmlReturn Utilization(nint device, out NvmlUtilization value)
    {
        fixed (NvmlUtilization* p = &value)
        {
            *p = default;
            return _utilization == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)_utilization(device, p);
        }
    }

    /// <summary>Bytes; by the older call, used includes what the driver reserves, and reserved is not said.</summary>
    internal NvmlReturn Memory(nint device, out NvmlMemoryFigures memory)
    {
        var code = NvmlReturn.FunctionNotFound;
        memory = default;
        if (_memory2 != null)
        {
            var v2 = new NvmlMemoryV2 { Version = NvmlIds.Version<NvmlMemoryV2>(2) };
            code = (NvmlReturn)_memory2(device, &v2);
            memory = new NvmlMemoryFigures(v2.Used, v2.Total, v2.Reserved);
        }

        if (_memory1 == null || code is not (NvmlReturn.FunctionNotFound or NvmlReturn.NotSupported or NvmlReturn.ArgumentVersionMismatch))
            return code;

        NvmlMemoryV1 v1 = default;
        code = (NvmlReturn)_memory1(device, &v1);
        memory = new NvmlMemoryFigures(v1.Used, v1.Total, null);
        return code;
    }

    internal NvmlReturn Temperature(nint device, out uint celsius) => Number(_temperature, device, 0, out celsius);

    internal NvmlReturn Threshold(nint device, uint which, out uint celsius) => Number(_threshold, device, which, out celsius);

    internal NvmlReturn Margin(nint device, out int celsius)
    {
        var value = new NvmlMarginTemperature { Version = NvmlIds.Version<NvmlMarginTemperature>(1) };
        var code = _margin == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)_margin(device, &value);
        celsius = value.Margin;
        return code;
    }

    internal NvmlReturn Power(nint device, out uint milliwatts) => Number(_power, device, out milliwatts);

    internal NvmlReturn PowerLimit(nint device, out uint milliwatts) => Number(_powerLimit, device, out milliwatts);

    internal NvmlReturn Clock(nint device, uint which, out uint mhz) => Number(_clock, device, which, out mhz);

    internal NvmlReturn ClockMax(nint device, uint which, out uint mhz) => Number(_clockMax, device, which, out mhz);

    internal NvmlReturn PerformanceState(nint device, out uint state) => Number(_performance, device, out state);

    internal NvmlReturn Fan(nint device, out uint percent) => Number(_fan, device, out percent);

    internal NvmlReturn Throttle(nint device, out ulong bits)
    {
        fixed (ulong* p = &bits)
        {
            *p = 0;
            return _throttle == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)_throttle(device, p);
        }
    }

    /// <summary>Errors of all memories together.</summary>
    /// <param name="counter">0 since the driver was loaded, 1 over the card's life.</param>
    internal NvmlReturn Ecc(nint device, uint kind, uint counter, out ulong count)
    {
        fixed (ulong* p = &count)
        {
            *p = 0;
            return _ecc == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)_ecc(device, kind, counter, p);
        }
    }

    /// <summary>One field that has no function of its own; each field carries its own return code.</summary>
    internal NvmlReturn Field(nint device, uint id, out ulong value, uint scope = 0)
    {
        value = 0;
        if (_fields == null)
            return NvmlReturn.FunctionNotFound;

        var field = new NvmlFieldValue { FieldId = id, ScopeId = scope };
        var code = (NvmlReturn)_fields(device, 1, &field);
        // Narrow types leave the rest of the union as it was: only what the type says is the value.
        value = field.ValueType is 1 or 5 ? (uint)field.Value : field.Value;
        return code == NvmlReturn.Success ? (NvmlReturn)field.Return : code;
    }

    internal NvmlReturn ComputeProcesses(nint device, out NvmlProcessInfo[] processes) => Processes(_compute, device, out processes);

    internal NvmlReturn GraphicsProcesses(nint device, out NvmlProcessInfo[] processes) => Processes(_graphics, device, out processes);

    /// <summary>The driver's samples newer than <paramref name="since"/> (its own microseconds).</summary>
    internal NvmlReturn ProcessSamples(nint device, ulong since, out NvmlProcessSample[] samples)
    {
        samples = [];
        if (_processSamples == null)
            return NvmlReturn.FunctionNotFound;

        uint count = 0;
        var code = (NvmlReturn)_processSamples(device, null, &count, since);
        if (code is not (NvmlReturn.InsufficientSize or NvmlReturn.Success) || count == 0)
            return code;

        var buffer = new NvmlProcessSample[Math.Min(count, 4096)];
        count = (uint)buffer.Length;
        fixed (NvmlProcessSample* p = buffer)
            code = (NvmlReturn)_processSamples(device, p, &count, since);
        if (code == NvmlReturn.Success)
            samples = buffer[..(int)Math.Min(count, (uint)buffer.Length)];
        return code;
    }

    private static NvmlReturn Processes(
        delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessInfo*, int> function, nint device, out NvmlProcessInfo[] processes)
    {
        processes = [];
        if (function == null)
            return NvmlReturn.FunctionNotFound;

        // The list can grow between asking and reading, so there is room to spare, and one more try.
        var room = 64u;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var buffer = new NvmlProcessInfo[room];
            var count = room;
            NvmlReturn code;
            fixed (NvmlProcessInfo* p = buffer)
                code = (NvmlReturn)function(device, &count, p);
            if (code == NvmlReturn.Success)
                processes = buffer[..(int)Math.Min(count, room)];
            if (code != NvmlReturn.InsufficientSize)
                return code;
            room = Math.Min(Math.Max(count, room) * 2, 8192);
        }

        return NvmlReturn.InsufficientSize;
    }

    private static NvmlReturn Number(delegate* unmanaged[Cdecl]<nint, uint*, int> function, nint device, out uint value)
    {
        fixed (uint* p = &value)
        {
            *p = 0;
            return function == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)function(device, p);
        }
    }

    private static NvmlReturn Number(delegate* unmanaged[Cdecl]<nint, uint, uint*, int> function, nint device, uint which, out uint value)
    {
        fixed (uint* p = &value)
        {
            *p = 0;
            return function == null ? NvmlReturn.FunctionNotFound : (NvmlReturn)function(device, which, p);
        }
    }

    internal string? Text(string function, nint device, int room = 96)
    {
        var address = Find(function);
        return address == 0 ? null : Text(room, (b, n) => ((delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)address)(device, b, n));
    }

    /// <summary>Stamp of the driver's newest sample of utilisation, its own microseconds; <c>null</c> where it can't be had.</summary>
    /// <remarks>Not found means that nothing came since: the stamp that was given is the newest.</remarks>
    internal ulong? NewestUtilization(nint device, ulong since)
    {
        if (_samples == null)
            return null;

        int type = 0;
        var count = (uint)SampleRoom;
        var buffer = stackalloc NvmlSample[SampleRoom];
        var code = (NvmlReturn)_samples(device, 1, since, &type, &count, buffer);
        if (code == NvmlReturn.NotFound)
            return since;
        if (code != NvmlReturn.Success)
            return null;
        for (var i = 0; i < Math.Min(count, SampleRoom); i++)
            since = Math.Max(since, buffer[i].TimeStamp);
        return since;
    }

    private const int SampleRoom = 128;

    private delegate int TextReader(byte* buffer, uint length);

    private static string? Text(int room, TextReader read)
    {
        var buffer = stackalloc byte[room];
        return read(buffer, (uint)room) == 0 ? Text(buffer, room) : null;
    }

    private static string? Text(byte* buffer, int room)
    {
        var bytes = new ReadOnlySpan<byte>(buffer, room);
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>Address of the first of the names that this driver has; 0 when it has none.</summary>
    internal nint Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryGetExport(_library, name, out var address))
                return address;
        }

        return 0;
    }
}

/// <summary>Bytes of a GPU's memory.</summary>
/// <param name="Reserved">What the driver keeps for itself; <c>null</c> where it is a part of used.</param>
internal readonly record struct NvmlMemoryFigures(ulong Used, ulong Total, ulong? Reserved);
