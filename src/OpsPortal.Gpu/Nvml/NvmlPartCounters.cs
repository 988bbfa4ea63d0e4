namespace OpsPortal.Gpu.Nvml;

/// <summary>How busy the parts of a cut GPU are, by its performance counters (Hopper and later). Older cards have none: unknown.</summary>
internal sealed class NvmlPartCounters(NvmlLibrary library, TimeProvider time)
{
    private readonly Dictionary<int, NvmlGpm?> _counters = [];

    /// <param name="instances">Ids of the GPU instances that are wanted; those that are not begin anew when they are again.</param>
    /// <returns>Percent of the part's multiprocessors that had a warp since the last call, by instance; without those that are not known.</returns>
    public IReadOnlyDictionary<int, double?> Read(nint device, IEnumerable<int> instances)
    {
        var busy = new Dictionary<int, double?>();
        foreach (var instance in instances.Distinct())
        {
            if (!_counters.TryGetValue(instance, out var counter))
                _counters[instance] = counter = NvmlGpm.TryOpen(library, device, time, (uint)instance);
            if (counter?.Read(device)?.SmActivity is { } activity)
                busy[instance] = Math.Min(activity, 100);
            else if (counter is not null)
                busy[instance] = null;
        }

        foreach (var (instance, counter) in _counters)
        {
            if (!busy.ContainsKey(instance))
                counter?.Forget();
        }

        return busy;
    }

    /// <summary>The samples' memory is the lost driver's and is not touched.</summary>
    public void Forget() => _counters.Clear();
}
