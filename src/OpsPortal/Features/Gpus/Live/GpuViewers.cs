using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OpsPortal.Domain;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>Everybody who watches. Sending is a write into each viewer's own queue: it never waits.</summary>
internal sealed class GpuViewers
{
    private readonly ConcurrentDictionary<GpuViewer, byte> _viewers = new();
    private readonly Counter<long> _skipped = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_gpu_viewer_frames_skipped_total", description: "Frames that a viewer did not get because it read too slowly.");

    private readonly Counter<long> _sent = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_gpu_viewer_frames_total", description: "Frames that were put before viewers, those among them that were skipped later.");

    public int Count => _viewers.Count;

    public void Add(GpuViewer viewer) => _viewers[viewer] = 0;

    public void Remove(GpuViewer viewer) => _viewers.TryRemove(viewer, out _);

    /// <summary>Somebody looks at this host's details now.</summary>
    public bool Watches(GpuHost host) => _viewers.Any(one => !one.Key.Scope.IsLean && one.Key.Scope.Has(host));

    public void Send(GpuHost host, GpuWire frame)
    {
        var (offered, skipped) = (0, 0);
        foreach (var (viewer, _) in _viewers)
        {
            if (!viewer.Scope.Has(host))
                continue;
            skipped += viewer.Offer(host.Name, viewer.Scope.IsLean ? frame.Lean : frame.Full);
            offered++;
        }

        if (offered > 0)
            _sent.Add(offered);
        if (skipped > 0)
            _skipped.Add(skipped);
    }

    public void Describe(GpuHost host)
    {
        foreach (var (viewer, _) in _viewers)
        {
            if (viewer.Scope.Has(host))
                viewer.Describe(host.Name);
        }
    }
}
