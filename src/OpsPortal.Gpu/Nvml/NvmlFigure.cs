namespace OpsPortal.Gpu.Nvml;

/// <summary>
/// One of NVML's many functions that write numbers about a device. Any code but success, and a function that this driver
/// lacks, give <c>null</c>: the figure is absent.
/// </summary>
internal readonly unsafe struct NvmlFigure(nint function)
{
    /// <summary><c>f(device, unsigned *)</c></summary>
    public uint? Of(nint device)
    {
        uint value = 0;
        return function != 0 && ((delegate* unmanaged[Cdecl]<nint, uint*, int>)function)(device, &value) == 0 ? value : null;
    }

    /// <summary><c>f(device, which, unsigned *)</c></summary>
    public uint? Of(nint device, uint which)
    {
        uint value = 0;
        return function != 0 && ((delegate* unmanaged[Cdecl]<nint, uint, uint*, int>)function)(device, which, &value) == 0 ? value : null;
    }

    /// <summary><c>f(device, unsigned long long *)</c></summary>
    public ulong? Long(nint device)
    {
        ulong value = 0;
        return function != 0 && ((delegate* unmanaged[Cdecl]<nint, ulong*, int>)function)(device, &value) == 0 ? value : null;
    }

    /// <summary><c>f(device, unsigned *, unsigned *)</c></summary>
    public (uint First, uint Second)? Pair(nint device)
    {
        uint first = 0, second = 0;
        return function != 0 && ((delegate* unmanaged[Cdecl]<nint, uint*, uint*, int>)function)(device, &first, &second) == 0
            ? (first, second)
            : null;
    }
}
