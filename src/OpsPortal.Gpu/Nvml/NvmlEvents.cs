namespace OpsPortal.Gpu.Nvml;

/// <summary>NVML's event set for all GPUs of the machine. <see cref="Wait"/> blocks one thread of its caller.</summary>
internal sealed unsafe class NvmlEvents : IDisposable
{
    private readonly delegate* unmanaged[Cdecl]<nint, NvmlEventData*, uint, int> _wait;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _free;
    private readonly Dictionary<nint, int> _gpus = [];
    private nint _set;

    private NvmlEvents(NvmlLibrary library, nint set)
    {
        _wait = (delegate* unmanaged[Cdecl]<nint, NvmlEventData*, uint, int>)library.Find("nvmlEventSetWait_v2", "nvmlEventSetWait");
        _free = (delegate* unmanaged[Cdecl]<nint, int>)library.Find("nvmlEventSetFree");
        _set = set;
    }

    /// <summary>GPUs whose events come in.</summary>
    public int Count => _gpus.Count;

    /// <summary><c>null</c> where the driver has no events, or none of its GPUs has.</summary>
    public static NvmlEvents? TryOpen(NvmlLibrary library, int gpus)
    {
        var create = (delegate* unmanaged[Cdecl]<nint*, int>)library.Find("nvmlEventSetCreate");
        var register = (delegate* unmanaged[Cdecl]<nint, ulong, nint, int>)library.Find("nvmlDeviceRegisterEvents");
        var supported = new NvmlFigure(library.Find("nvmlDeviceGetSupportedEventTypes"));
        nint set = 0;
        if (create == null || register == null || create(&set) != 0)
            return null;

        var events = new NvmlEvents(library, set);
        for (var i = 0; i < gpus; i++)
        {
            if (library.Handle((uint)i, out var handle) != NvmlReturn.Success || supported.Long(handle) is not { } types)
                continue;
            if ((types & NvmlIds.EventsWanted) != 0 && register(handle, types & NvmlIds.EventsWanted, set) == 0)
                events._gpus[handle] = i;
        }

        if (events.Count > 0 && events._wait != null)
            return events;
        events.Dispose();
        return null;
    }

    /// <summary>Waits for one event: success with it, <see cref="NvmlReturn.Timeout"/> without, anything else is a fault.</summary>
    public NvmlReturn Wait(TimeSpan patience, out RawGpuEvent found)
    {
        NvmlEventData data = default;
        var code = (NvmlReturn)_wait(_set, &data, (uint)patience.TotalMilliseconds);
        found = code == NvmlReturn.Success
            ? new RawGpuEvent(_gpus.TryGetValue(data.Device, out var gpu) ? gpu : null, data.Type, data.Data)
            : default;
        return code;
    }

    public void Dispose()
    {
        if (_set != 0 && _free != null)
            _ = _free(_set);
        _set = 0;
    }
}

/// <param name="Gpu">Index of the GPU; <c>null</c> when the driver names none that is known.</param>
/// <param name="Type">One bit of NVML's event types.</param>
/// <param name="Data">For an XID its number.</param>
internal readonly record struct RawGpuEvent(int? Gpu, ulong Type, ulong Data);
