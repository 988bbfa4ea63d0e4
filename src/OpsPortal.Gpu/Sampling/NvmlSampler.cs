using OpsPortal.Gpu.Nvml;

namespace OpsPortal.Gpu.Sampling;

/// <summary>Opens NVML and makes a <see cref="GpuSampler"/> of all GPUs that it knows.</summary>
public static class NvmlSampler
{
    /// <summary>Opens the machine's NVML. Blocks as long as the driver does: call it off the caller's own thread.</summary>
    /// <param name="path">Name or path of the library; the default is "libnvidia-ml.so.1".</param>
    public static NvmlOpening Open(string host, TimeProvider time, TimeSpan patience, string path = NvmlLibrary.DefaultName)
    {
        var library = NvmlLibrary.TryOpen(out var problem, out var found, path);
        if (library is null)
            return new NvmlOpening(null, null, problem, found);

        var code = library.Count(out var count);
        if (code != NvmlReturn.Success || count == 0)
        {
            library.Dispose();
            return new NvmlOpening(null, null, code == NvmlReturn.Success ? "the driver knows no GPU" : code.Words(), true);
        }

        var devices = Enumerable.Range(0, (int)Math.Min(count, GpuFrame.MaxGpus))
            .Select(i => new NvmlDevice(library, (uint)i, time))
            .ToList();
        var identity = new GpuHostIdentity(host, GpuSource.Nvml, library.DriverVersion(), library.CudaVersion());
        var sampler = new GpuSampler(identity, devices, time, patience);
        return new NvmlOpening(sampler, library, "", true, EventWatcher.TryStart(library, devices.Count, sampler, time));
    }
}

/// <summary>What came of opening NVML: a sampler, or the problem in words.</summary>
/// <param name="Events">Listens for XIDs; <c>null</c> where the driver can't tell of them.</param>
/// <param name="Retry">The library is there: opening can succeed later, once the driver is up.</param>
public sealed record NvmlOpening(GpuSampler? Sampler, NvmlLibrary? Library, string Problem, bool Retry, EventWatcher? Events = null) : IDisposable
{
    public void Dispose()
    {
        Events?.Dispose();
        Sampler?.Dispose();
        // A hung call is still inside the library: shutting it down under its feet could hang or crash as well.
        if (Sampler is null or { Idle: true } && Events is null or { Stopped: true })
            Library?.Dispose();
    }
}
