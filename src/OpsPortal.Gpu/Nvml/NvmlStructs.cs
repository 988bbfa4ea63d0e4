using System.Runtime.InteropServices;

namespace OpsPortal.Gpu.Nvml;

// Layouts of nvml.h, 64-bit. Blittable: no marshalling.

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemoryV1
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemoryV2
{
    public uint Version;
    public ulong Total;
    public ulong Reserved;
    public ulong Free;
    public ulong Used;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMarginTemperature
{
    public uint Version;
    public int Margin;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessInfo
{
    public uint Pid;
    public ulong UsedMemory;
    public uint GpuInstance;
    public uint ComputeInstance;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessSample
{
    public uint Pid;
    public ulong TimeStamp;
    public uint Sm;
    public uint Memory;
    public uint Encoder;
    public uint Decoder;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NvmlPciInfo
{
    public fixed byte BusIdLegacy[16];
    public uint Domain;
    public uint Bus;
    public uint Device;
    public uint PciDeviceId;
    public uint PciSubSystemId;
    public fixed byte BusId[32];
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlFieldValue
{
    public uint FieldId;
    public uint ScopeId;
    public long Timestamp;
    public long LatencyUsec;
    public uint ValueType;
    public int Return;
    public ulong Value;
}

internal static class NvmlIds
{
    public const uint ClockSm = 1;
    public const uint ClockMemory = 2;
    public const uint ThresholdShutdown = 0;
    public const uint ThresholdSlowdown = 1;
    public const uint ThresholdMemoryMax = 2;
    public const uint EccCorrected = 0;
    public const uint EccUncorrected = 1;
    public const uint FieldMemoryTemperature = 82;
    public const ulong ValueNotAvailable = ulong.MaxValue;

    /// <summary>NVML's versioned structs carry their size and version in their first word.</summary>
    public static unsafe uint Version<T>(uint version) where T : unmanaged => (uint)sizeof(T) | (version << 24);
}
