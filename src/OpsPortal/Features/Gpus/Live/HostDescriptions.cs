using System.Text.Json;
using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>Hosts as viewers get them who join: what the portal remembers, with whose the GPUs are and what they cost.</summary>
internal sealed class HostDescriptions(ServiceCatalog catalog, IPrices prices, TimeProvider time)
{
    /// <param name="since">Epoch and number of the newest frame that the viewer has of this host.</param>
    public RawJson Of(GpuHost host, WatchScope scope, long[]? since = null)
    {
        var snapshot = host.Snapshot(scope.Points, since is [var epoch, var seq] ? (epoch, seq) : null);
        snapshot = snapshot with { Owners = Owners(snapshot), Prices = scope.IsLean ? null : Prices(snapshot.Info) };
        return new(JsonSerializer.SerializeToUtf8Bytes(scope.IsLean ? Lean(snapshot) : snapshot, LiveJson.Default.HostSnapshot));
    }

    /// <summary>A thousand GPUs are described at once to who opens the fleet: only what its cells need.</summary>
    private static HostSnapshot Lean(HostSnapshot whole) => whole with
    {
        Slow = null,
        Today = null,
        Idle = null,
        Held = null,
        Info = whole.Info is not { } info ? null : new GpuHostInfo
        {
            Gpus = [.. info.Gpus.Select(gpu => new GpuInfo
            {
                Index = gpu.Index, Uuid = "", Name = gpu.Name, MemoryTotal = gpu.MemoryTotal, PowerLimit = gpu.PowerLimit, TemperatureSlowdown = gpu.TemperatureSlowdown,
            })],
        },
        Last = whole.Last is not { Frame: var frame } last ? null : last with { Frame = frame.Charted() },
    };

    private GpuOwner?[]? Owners(HostSnapshot snapshot)
    {
        var owners = Enumerable.Range(0, snapshot.Last?.Frame.Count ?? 0)
            .Select(i => snapshot.Info?.Gpus.ElementAtOrDefault(i)?.Index ?? i)
            .Select(index => catalog.Services.FirstOrDefault(s => s.Gpus.Any(claim => claim.Covers(snapshot.Host, index))))
            .Select(service => service is null ? null : new GpuOwner(service.Id, service.Name))
            .ToArray();
        return owners.Any(o => o is not null) ? owners : null;
    }

    private GpuPrices? Prices(GpuHostInfo? info) =>
        info is null ? null : GpuPrices.Of(prices.Current, [.. info.Gpus.Select(gpu => gpu.Name)], DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
}
