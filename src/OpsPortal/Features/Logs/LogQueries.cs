using OpsPortal.Catalog;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>Which store a search asks, and what.</summary>
internal static class LogQueries
{
    /// <summary>The store that is named; else the one that keeps the service's lines; else the portal's own choice.</summary>
    public static ILogStore StoreOf(LogSearch search, ServiceCatalog catalog, ILogStores stores)
    {
        if (search.Store.Length > 0 && stores.Find(search.Store) is { } named)
            return named;
        return search.Query is null && catalog.Find(search.Service) is { } service ? Of(service, stores) : stores.Default;
    }

    /// <summary>The store that keeps a service's lines.</summary>
    public static ILogStore Of(ServiceEntry service, ILogStores stores)
        => service.ElasticQuery is not null ? stores.Find("elasticsearch")! : service.LokiSelector is not null ? stores.Find(LogQl.Store)! : stores.Default;

    /// <summary>The query of a search in the store's language.</summary>
    public static string Of(LogSearch search, ServiceCatalog catalog, ILogStore store)
    {
        if (store.Id == LogQl.Store)
            return LogQl.Of(search, catalog);
        if (search.Query is { } own)
            return own.Trim();
        var levels = LogLevels.All.Where(level => search.Levels.Contains(level.Name)).SelectMany(level => level.Detected).ToArray();
        return store.Narrowed(catalog.Find(search.Service)?.ElasticQuery ?? store.Everything, search.Contains, levels);
    }
}
