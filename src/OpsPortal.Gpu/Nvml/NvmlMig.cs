namespace OpsPortal.Gpu.Nvml;

/// <summary>The parts that a GPU is cut into (Multi-Instance GPU).</summary>
internal sealed class NvmlMig(NvmlLibrary library)
{
    private readonly NvmlFigure _mode = new(library.Find("nvmlDeviceGetMigMode"));
    private readonly NvmlFigure _most = new(library.Find("nvmlDeviceGetMaxMigDeviceCount"));
    private readonly NvmlFigure _gpuInstance = new(library.Find("nvmlDeviceGetGpuInstanceId"));
    private readonly NvmlFigure _computeInstance = new(library.Find("nvmlDeviceGetComputeInstanceId"));
    private readonly nint _part = library.Find("nvmlDeviceGetMigDeviceHandleByIndex");

    /// <summary>Whether the GPU is cut now; <c>null</c> where it can't be.</summary>
    public bool? On(nint device) => _mode.Pair(device) is { First: var now } ? now == 1 : null;

    public IReadOnlyList<MigPart> Parts(nint device)
    {
        if (On(device) != true || _most.Of(device) is not { } most)
            return [];

        var parts = new List<MigPart>();
        for (var i = 0u; i < Math.Min(most, 16); i++)
        {
            if (Handle(device, i) is not { } handle || _gpuInstance.Of(handle) is not { } gpuInstance)
                continue;
            var code = library.Memory(handle, out var memory);
            parts.Add(new MigPart(
                (int)gpuInstance,
                (int)(_computeInstance.Of(handle) ?? 0),
                Profile(library.Name(handle)),
                code == NvmlReturn.Success ? (long)memory.Used : null,
                code == NvmlReturn.Success ? (long)memory.Total : null));
        }

        return parts;
    }

    private unsafe nint? Handle(nint device, uint index)
    {
        nint handle = 0;
        return _part != 0 && ((delegate* unmanaged[Cdecl]<nint, uint, nint*, int>)_part)(device, index, &handle) == 0 ? handle : null;
    }

    /// <summary>"NVIDIA H100 80GB HBM3 MIG 3g.40gb" is the card's own name with the profile's behind it.</summary>
    private static string? Profile(string? name)
    {
        var at = name?.LastIndexOf(" MIG ", StringComparison.Ordinal) ?? -1;
        return at < 0 ? name : name![(at + 5)..];
    }
}

/// <summary>One part: its two ids, its profile ("3g.40gb"), its memory in bytes.</summary>
internal readonly record struct MigPart(int GpuInstance, int ComputeInstance, string? Profile, long? MemoryUsed, long? MemoryTotal);
