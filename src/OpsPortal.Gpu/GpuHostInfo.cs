using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpsPortal.Gpu;

/// <summary>What seldom changes about a host: its driver and its GPUs with their limits.</summary>
public sealed record GpuHostInfo
{
    /// <summary>Version of the driver, e.g. "590.48.01".</summary>
    public string? Driver { get; init; }

    /// <summary>Newest CUDA version that the driver serves, e.g. "13.1".</summary>
    public string? Cuda { get; init; }

    /// <summary>The GPUs, in the order of the frames' columns.</summary>
    public required GpuInfo[] Gpus { get; init; }

    /// <summary>A short name of this content for <see cref="GpuFrame.InfoHash"/>: equal contents give equal names.</summary>
    public string Hash()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, GpuFrameJson.Default.GpuHostInfo);
        var hash = SHA256.HashData(bytes);
        return BitConverter.ToUInt64(hash).ToString("x16", CultureInfo.InvariantCulture);
    }
}

/// <summary>One GPU's name and limits. What the driver does not say is <c>null</c>.</summary>
public sealed record GpuInfo
{
    /// <summary>The driver's index on this host.</summary>
    public required int Index { get; init; }

    /// <summary>The GPU's own id, e.g. "GPU-c4529c8d-…"; stays with the card.</summary>
    public required string Uuid { get; init; }

    /// <summary>Product name, e.g. "NVIDIA H200".</summary>
    public required string Name { get; init; }

    /// <summary>Address on the bus, e.g. "00000000:53:00.0".</summary>
    public string? PciBusId { get; init; }

    /// <summary>Memory, bytes.</summary>
    public long? MemoryTotal { get; init; }

    /// <summary>Power limit that is in force, watts.</summary>
    public double? PowerLimit { get; init; }

    /// <summary>Temperature at which the GPU slows itself down, degrees Celsius.</summary>
    public double? TemperatureSlowdown { get; init; }

    /// <summary>Temperature at which the GPU switches itself off, degrees Celsius.</summary>
    public double? TemperatureShutdown { get; init; }

    /// <summary>Highest temperature of normal operation of the memory, degrees Celsius.</summary>
    public double? MemoryTemperatureMax { get; init; }

    /// <summary>Highest clock of the streaming multiprocessors, MHz.</summary>
    public double? SmClockMax { get; init; }

    /// <summary>Highest clock of the memory, MHz.</summary>
    public double? MemoryClockMax { get; init; }

    /// <summary>Serial number of the board, where the driver may say it.</summary>
    public string? Serial { get; init; }

    /// <summary>Version of the card's own firmware.</summary>
    public string? Vbios { get; init; }

    /// <summary>Power limit as the maker set it, watts.</summary>
    public double? PowerLimitDefault { get; init; }

    /// <summary>Lowest power limit that can be set, watts.</summary>
    public double? PowerLimitMin { get; init; }

    /// <summary>Highest power limit that can be set, watts.</summary>
    public double? PowerLimitMax { get; init; }

    /// <summary>Newest PCI Express generation that card and slot have in common.</summary>
    public int? PcieGenerationMax { get; init; }

    /// <summary>Most PCI Express lanes that card and slot have in common.</summary>
    public int? PcieWidthMax { get; init; }

    /// <summary>Who may compute: "default", "exclusive-thread", "prohibited" or "exclusive-process".</summary>
    public string? ComputeMode { get; init; }

    /// <summary>The driver stays loaded while nobody uses the card.</summary>
    public bool? Persistence { get; init; }

    /// <summary>Memory errors are found and corrected.</summary>
    public bool? Ecc { get; init; }

    /// <summary>The card is cut into parts; <c>null</c> where it can't be.</summary>
    public bool? Mig { get; init; }
}
