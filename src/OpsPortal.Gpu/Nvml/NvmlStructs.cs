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

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlViolation
{
    public ulong Reference;
    public ulong Time;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlSample
{
    public ulong TimeStamp;
    public ulong Value;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlEventData
{
    public nint Device;
    public ulong Type;
    public ulong Data;
    public uint GpuInstance;
    public uint ComputeInstance;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlGpmSupport
{
    public uint Version;
    public uint Supported;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlGpmHead
{
    public uint Version;
    public uint Count;
    public nint Before;
    public nint Now;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlGpmMetric
{
    public uint Id;
    public int Code;
    public double Value;
    public nint ShortName;
    public nint LongName;
    public nint Unit;
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
    public const uint FieldPowerInstant = 186;
    public const uint FieldLinkSent = 138;
    public const uint FieldLinkReceived = 139;

    // Time in each reason, nanoseconds. The first two had older names ("performance policy"); the other three came with driver 565.
    public const uint FieldHeldByPower = 74;
    public const uint FieldHeldBySyncBoost = 76;
    public const uint FieldHeldByThermal = 251;
    public const uint FieldHeldByHardwareThermal = 252;
    public const uint FieldHeldByPowerBrake = 253;
    public const uint PolicyPower = 0;
    public const uint PolicyThermal = 1;
    public const uint PolicySyncBoost = 2;

    public const ulong EventXid = 0x8;

    /// <summary>Errors of memory, XIDs, and a GPU that goes away or comes back; clocks and performance states are no news.</summary>
    public const ulong EventsWanted = 0x1 | 0x2 | EventXid | 0x200 | 0x400 | 0x800 | 0x1000 | 0x2000 | 0x4000 | 0x8000;

    public const ulong ValueNotAvailable = ulong.MaxValue;

    /// <summary>Totals over all links: flit and data checksums, replays, recoveries.</summary>
    public static readonly uint[] FieldsLinkErrors = [38, 45, 52, 59];

    /// <summary>SM activity, SM occupancy, tensor pipes, DRAM, PCIe sent and received, NVLink sent and received.</summary>
    public static readonly uint[] Gpm = [2, 3, 5, 10, 20, 21, 61, 60];

    /// <summary>NVML's versioned structs carry their size and version in their first word.</summary>
    public static unsafe uint Version<T>(uint version) where T : unmanaged => (uint)sizeof(T) | (version << 24);
}
