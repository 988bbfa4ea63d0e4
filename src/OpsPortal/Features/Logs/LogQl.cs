using OpsPortal.Catalog;
using OpsPortal.Clients.Loki;

namespace OpsPortal.Features.Logs;

/// <summary>Writes LogQL. Texts of people only ever go in quoted.</summary>
internal static class LogQl
{
    /// <summary>The store that speaks it.</summary>
    public const string Store = "loki";

    /// <summary>Every Loki gives each stream a service name, so this finds all lines.</summary>
    public const string Everything = """{service_name=~".+"}""";

    /// <summary>The query of a search: the viewer's own, or what the builder's parts make.</summary>
    public static string Of(LogSearch search, ServiceCatalog catalog)
    {
        if (search.Query is { } own)
            return own.Trim();
        var levels = LogLevels.All.Where(level => search.Levels.Contains(level.Name)).SelectMany(level => level.Detected).ToArray();
        return LokiLogStore.Narrow(Selector(search.Service, catalog), search.Contains, levels);
    }

    /// <summary>True when the query gives lines; otherwise it gives numbers.</summary>
    public static bool GivesLines(string query)
    {
        var rest = query.AsSpan().TrimStart();
        while (rest.StartsWith("#"))
        {
            var end = rest.IndexOf('\n');
            rest = end < 0 ? [] : rest[end..].TrimStart();
        }
        return rest.StartsWith("{");
    }

    private static string Selector(string service, ServiceCatalog catalog)
        => service.Length == 0 ? Everything : catalog.Find(service)?.LokiSelector ?? $"{{service={LogQlText.Quote(service)}}}";
}
