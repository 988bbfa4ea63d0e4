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
public sealed unsafe partial class NvmlLibrary : IDisposable
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

    internal string? Text(string function, nint device, int room = 96)
    {
        var address = Find(function);
        return address == 0 ? null : Text(room, (b, n) => ((delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)address)(device, b, n));
    }

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
