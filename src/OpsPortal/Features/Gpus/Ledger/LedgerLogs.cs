using OpsPortal.Catalog;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>From an event of a GPU to the lines of its minutes: those of the host, and the errors of the services whose GPU it is.</summary>
internal static class LedgerLogs
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    /// <summary>Lines that a stream's label or a field says to be of the host.</summary>
    public static string OfHost(LedgerEntry entry)
        => "/logs?query=" + Uri.EscapeDataString(HostTrails.Query(entry.Host)) + Range(entry);

    /// <summary>By the catalog; none when the GPU is nobody's own.</summary>
    public static IEnumerable<(string Name, string Href)> OfServices(LedgerEntry entry, ServiceCatalog catalog)
        => catalog.Services.Where(service => (service.LokiSelector ?? service.ElasticQuery) is not null && IsOf(service, entry))
            .Select(service => (service.Name, $"/logs?service={service.Id}&level=fatal,error,warn{Range(entry)}"));

    internal static bool IsOf(ServiceEntry service, LedgerEntry entry)
        => service.Gpus.Any(claim => entry.GpuIndex is { } index ? claim.Covers(entry.Host, index) : claim.Host == entry.Host);

    // The first time is what began it; of one that goes on for days only its last minutes can be read at once.
    private static string Range(LedgerEntry entry)
    {
        var from = entry.LastAt - entry.FirstAt < TimeSpan.FromHours(6) ? entry.FirstAt : entry.LastAt;
        return $"&from={(from - Before).ToUnixTimeMilliseconds()}&to={(entry.LastAt + After).ToUnixTimeMilliseconds()}&at={entry.LastAt.ToUnixTimeMilliseconds()}";
    }
}
