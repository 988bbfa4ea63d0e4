using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OpsPortal.Domain;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>Everybody who watches. Sending is a write into each viewer's own place: it never waits.</summary>
internal sealed class GpuViewers
{
    private readonly ConcurrentDictionary<GpuViewer, byte> _viewers = new();
    private readonly Counter<long> _skipped = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_gpu_viewer_frames_skipped_total", description: "Frames that a viewer did not get because it read too slowly.");

    public int Count => _viewers.Count;

    public void Add(GpuViewer viewer) => _viewers[viewer] = 0;

    public void Remove(GpuViewer viewer) => _viewers.TryRemove(viewer, out _);

    /// <summary>Somebody looks at this host now.</summary>
    public bool Watches(string host) => _viewers.Keys.Any(viewer => viewer.Watches(host));

    public void Send(string host, ReadOnlyMemory<byte> frame)
    {
        var skipped = 0;
        foreach (var (viewer, _) in _viewers)
        {
            if (viewer.Watches(host) && viewer.Offer(host, frame))
                skipped++;
        }

        if (skipped > 0)
            _skipped.Add(skipped);
    }

    public void Describe(string host)
    {
        foreach (var (viewer, _) in _viewers)
        {
            if (viewer.Watches(host))
                viewer.Describe(host);
        }
    }
}
