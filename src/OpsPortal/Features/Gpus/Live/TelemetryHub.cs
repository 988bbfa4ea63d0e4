using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OpsPortal.Catalog;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>
/// <c>/hubs/telemetry</c>: <c>Watch</c> streams what the hosts send. A stream and not a group: SignalR waits for each item of a
/// stream to be taken by its own connection, so that what stalls one viewer is not queued and not waited for by others.
/// </summary>
internal sealed class TelemetryHub(GpuHosts hosts, GpuViewers viewers, HostDescriptions descriptions, ViewerPulse pulse, ServiceCatalog catalog, TimeProvider time) : Hub
{
    private const int MaxStreams = 4;

    public async IAsyncEnumerable<LiveItem> Watch(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (WatchScope.Of(request, catalog, out var problem) is not { } scope)
            throw new HubException(problem);
        Enter();
        var viewer = new GpuViewer(scope, time);
        viewers.Add(viewer);
        try
        {
            // Joined before the snapshot is taken: no frame falls between the two, and one that is in both is known by its number.
            yield return new LiveItem { Hosts = [.. hosts.All.Where(scope.Has).Select(host => descriptions.Of(host, scope, request.Since?.GetValueOrDefault(host.Name)))] };
            while (!cancellation.IsCancellationRequested)
            {
                if (!scope.IsOneHost)
                    await pulse.Next.WaitAsync(cancellation);
                yield return await viewer.NextAsync(name => hosts.Find(name) is { } host ? descriptions.Of(host, scope) : null, cancellation);
            }
        }
        finally
        {
            viewers.Remove(viewer);
            Leave();
        }
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
