using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OpsPortal.Catalog;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>
/// <c>/hubs/gpus</c>: <c>Watch</c> streams what the hosts send. A stream and not a group: SignalR waits for each item of a
/// stream to be taken by its own connection, so that what stalls one viewer is not queued and not waited for by others.
/// </summary>
internal sealed class GpusHub(GpuHosts hosts, GpuViewers viewers, ServiceCatalog catalog) : Hub
{
    private const int MaxStreams = 4;

    public async IAsyncEnumerable<LiveItem> Watch(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Enter();
        var name = string.IsNullOrEmpty(request.Host) ? null : request.Host;
        var points = Math.Clamp(request.Points, 0, 900);
        var viewer = new GpuViewer(name);
        viewers.Add(viewer);
        try
        {
            // Joined before the snapshot is taken: no frame falls between the two, and one that is in both is known by its number.
            yield return new LiveItem { Hosts = [.. hosts.All.Where(h => viewer.Watches(h.Name)).Select(h => GpuViewer.Raw(Owned(h.Snapshot(points))))] };
            while (!cancellation.IsCancellationRequested)
                yield return await viewer.NextAsync(host => hosts.Find(host) is { } found ? Owned(found.Snapshot(0)) : null, cancellation);
        }
        finally
        {
            viewers.Remove(viewer);
            Leave();
        }
    }

    private HostSnapshot Owned(HostSnapshot snapshot)
    {
        var count = snapshot.Last?.Frame.Count ?? 0;
        var owners = Enumerable.Range(0, count)
            .Select(i => snapshot.Info?.Gpus.ElementAtOrDefault(i)?.Index ?? i)
            .Select(index => catalog.Services.FirstOrDefault(s => s.Gpus.Any(claim => claim.Covers(snapshot.Host, index))))
            .Select(service => service is null ? null : new GpuOwner(service.Id, service.Name))
            .ToArray();
        return owners.Any(o => o is not null) ? snapshot with { Owners = owners } : snapshot;
    }

    private void Enter()
    {
        lock (Context.Items)
        {
            var streams = Context.Items.TryGetValue(nameof(Watch), out var count) ? (int)count! : 0;
            if (streams >= MaxStreams)
                throw new HubException($"This connection watches {MaxStreams} times already.");
            Context.Items[nameof(Watch)] = streams + 1;
        }
    }

    private void Leave()
    {
        lock (Context.Items)
            Context.Items[nameof(Watch)] = (int)Context.Items[nameof(Watch)]! - 1;
    }
}
