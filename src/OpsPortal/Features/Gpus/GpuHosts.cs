using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OpsPortal.Features.Gpus.Live;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>All hosts that send GPU frames, and the way of a frame to those who watch. In memory, bounded.</summary>
internal sealed class GpuHosts(IOptions<GpusOptions> options, GpuViewers viewers, TimeProvider time)
{
    /// <summary>A host without a frame for this long is shown as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);

    /// <summary>A host without a frame for this long is shown as offline.</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, GpuHost> _hosts = new(StringComparer.Ordinal);

    /// <summary>A host has come or gone, or is described anew. Raised seldom; handlers must return fast.</summary>
    public event Action? Changed;

    /// <summary>A frame was taken; with its host's description as far as it is known. On the sender's thread: handlers must return fast.</summary>
    public event Action<GpuFrame, GpuHostInfo?>? Taken;

    /// <summary>The hosts that are not forgotten, by name.</summary>
    public IReadOnlyList<GpuHost> All
    {
        get
        {
            var oldest = time.GetUtcNow() - options.Value.ForgetAfter;
            return [.. _hosts.Values.Where(h => h.ReceivedAt >= oldest).OrderBy(h => h.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>GPUs of the hosts that are not offline.</summary>
    public int LiveGpus
    {
        get
        {
            var oldest = time.GetUtcNow() - OfflineAfter;
            return _hosts.Values.Where(h => h.ReceivedAt >= oldest).Sum(h => h.GpuCount);
        }
    }

    /// <summary>Seconds since the last frame of each host that is not forgotten.</summary>
    public IEnumerable<Measurement<double>> Silences()
    {
        var now = time.GetUtcNow();
        // An exporter that falls silent is a scrape that fails, which Prometheus says itself.
        return All.Where(h => h.Source != GpuSource.Exporter).Select(h => new Measurement<double>(Math.Max(0, (now - h.ReceivedAt).TotalSeconds), new KeyValuePair<string, object?>("host", h.Name)));
    }

    public GpuHost? Find(string name) => _hosts.GetValueOrDefault(name);

    /// <summary>Takes one valid frame and passes it on.</summary>
    public GpuReceipt Receive(GpuFrame frame)
    {
        if (!_hosts.TryGetValue(frame.Host, out var host))
        {
            Forget();
            if (_hosts.Count >= options.Value.MaxHosts)
                return new GpuReceipt(GpuReceiptKind.Refused, $"there are {_hosts.Count} hosts already; Gpus:MaxHosts allows no more");
            host = _hosts.GetOrAdd(frame.Host, name => new GpuHost(name, time));
        }

        var taken = host.Take(frame);
        if (taken.As == GpuTakenAs.Duplicate)
            return new GpuReceipt(GpuReceiptKind.Duplicate, null, taken.InfoWanted);
        if (taken.As == GpuTakenAs.Rival)
            return new GpuReceipt(GpuReceiptKind.Refused, $"another sender that began later speaks for the host {frame.Host}: give each machine a name of its own (GPU_AGENT_HOST), or end one of the two");

        if (taken.Described)
        {
            viewers.Describe(host);
            Changed?.Invoke();
        }

        viewers.Send(host, taken.Wire!);
        Taken?.Invoke(frame, host.Info);
        return new GpuReceipt(GpuReceiptKind.Accepted, null, taken.InfoWanted);
    }

    private void Forget()
    {
        var oldest = time.GetUtcNow() - options.Value.ForgetAfter;
        foreach (var host in _hosts.Values.Where(h => h.ReceivedAt < oldest && h.ReceivedAt != default))
            _ = _hosts.TryRemove(host.Name, out _);
    }
}

internal enum GpuReceiptKind
{
    Accepted,
    Duplicate,
    Refused,
}

/// <param name="Reason">Why it was refused, in words.</param>
/// <param name="InfoWanted">The sender should describe the host with its next frame.</param>
internal readonly record struct GpuReceipt(GpuReceiptKind Kind, string? Reason = null, bool InfoWanted = false);
