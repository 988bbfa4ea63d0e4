using OpsPortal.Catalog;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>From a line to the service that it is counted for, and back to that service's lines. Pure.</summary>
internal static class PatternServices
{
    /// <summary>
    /// The catalog's id: Loki's label <c>service</c> names it; of another store the service whose query asks for just this name
    /// (<c>service.name:"gateway"</c>). Else the name that the line has.
    /// </summary>
    public static string Of(LogEntry line, ILogStore store, ServiceCatalog catalog)
    {
        if (store.Id == LogQl.Store)
            return line.Stream["service"] is { Length: > 0 } service ? service : line.Stream["service_name"];
        var name = line.Metadata["service"];
        return catalog.Services.FirstOrDefault(service => service.ElasticQuery?.Trim() is { } query && (query == Named(name, store) || query == $"{store.Names["service"]}:{name}"))?.Id ?? name;
    }

    /// <summary>The query for a service's lines.</summary>
    public static string QueryOf(string service, ILogStore store, ServiceCatalog catalog)
        => store.Id == LogQl.Store ? $"{{service={LogQlText.Quote(service)}}}" : catalog.Find(service)?.ElasticQuery ?? Named(service, store);

    // What a query is narrowed by stands quoted in it, as the store quotes.
    private static string Named(string name, ILogStore store) => store.Narrowed("", name, []) is var quoted && store.Names.TryGetValue("service", out var field) ? $"{field}:{quoted}" : quoted;
}
