namespace OpsPortal.Gpu.Nvml;

/// <summary>What one device is, and its figures of now.</summary>
public sealed unsafe partial class NvmlLibrary
{
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
}

/// <summary>Bytes of a GPU's memory.</summary>
/// <param name="Reserved">What the driver keeps for itself; <c>null</c> where it is a part of used.</param>
internal readonly record struct NvmlMemoryFigures(ulong Used, ulong Total, ulong? Reserved);
