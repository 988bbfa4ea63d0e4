using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>Events of GPUs as marks over time axes, of the logs page too: from lines to what the driver told in their minutes.</summary>
internal sealed class LedgerMarks(LedgerStore store, ServiceCatalog catalog, TimeProvider time) : IMarkSource
{
    public async Task<Outcome<IReadOnlyList<Mark>>> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? service, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await store.InAsync(from, to, IMarkSource.Most, cancellationToken);
            return Outcome<IReadOnlyList<Mark>>.Ok(
                [.. entries.Select(entry => Of(entry, catalog)).Where(mark => service is null || mark.Service is null || mark.Service == service)], time.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return Outcome<IReadOnlyList<Mark>>.Unavailable("The database, which holds the GPU events, does not answer: " + error.Message.TrimEnd('.') + ".", time.GetUtcNow());
        }
    }

    /// <summary>A GPU that is one service's own is that service's matter; any other is everybody's.</summary>
    internal static Mark Of(LedgerEntry entry, ServiceCatalog catalog)
    {
        var owners = catalog.Services.Where(service => LedgerLogs.IsOf(service, entry)).Select(service => service.Id).Take(2).ToArray();
        var text = $"{entry.Title} on {entry.Host}{(entry.GpuIndex is { } index ? $", GPU {index}" : "")}: {entry.Meaning.Meaning}{(entry.Count > 1 ? $" ({entry.Count} times)" : "")}";
        return new Mark("gpu", entry.FirstAt, entry.LastAt, text, entry.Meaning.Severity switch { XidSeverity.Critical => "bad", XidSeverity.Warning => "warn", _ => "info" },
            owners.Length == 1 ? owners[0] : null, "/gpus?host=" + Uri.EscapeDataString(entry.Host));
    }
}
