using OpsPortal.Catalog;

namespace OpsPortal.Features.Gpus.Recorder;

/// <summary>Decides whose GPUs are recorded when an incident opens.</summary>
internal static class RecordingPlan
{
    /// <summary>An incident of nobody's GPUs records at most so many hosts.</summary>
    public const int Most = 8;

    /// <summary>
    /// The hosts that the catalog gives to the incident's service. When it gives none (an alert of the GPU hosts themselves,
    /// or of no service), those that have something grave to say, the worst first.
    /// </summary>
    public static IReadOnlyList<GpuHost> Hosts(IReadOnlyList<GpuHost> all, ServiceEntry? service)
    {
        if (service is { Gpus.Count: > 0 })
            return [.. all.Where(host => service.Gpus.Any(claim => claim.Host == host.Name))];

        return [.. all
            .Select(host => (Host: host, Level: Worst(host.Snapshot(0))))
            .Where(one => one.Level >= GpuLevel.Warn)
            .OrderByDescending(one => one.Level)
            .Select(one => one.Host)
            .Take(Most)];
    }

    private static GpuLevel Worst(Live.HostSnapshot snapshot) =>
        (snapshot.Last?.Notes ?? []).SelectMany(notes => notes ?? []).Select(note => note.Level).DefaultIfEmpty(GpuLevel.Plain).Max();
}
