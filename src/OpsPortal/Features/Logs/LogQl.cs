using OpsPortal.Catalog;

namespace OpsPortal.Features.Logs;

/// <summary>Writes LogQL. Texts of people only ever go in quoted.</summary>
internal static class LogQl
{
    /// <summary>Every Loki gives each stream a service name, so this finds all lines.</summary>
    public const string Everything = """{service_name=~".+"}""";

    /// <summary>The query of a search: the viewer's own, or what the builder's parts make.</summary>
    public static string Of(LogSearch search, ServiceCatalog catalog)
    {
        if (search.Query is { } own)
            return own.Trim();
        var query = Selector(search.Service, catalog);
        // The text first: it is what Loki tests fastest.
        if (search.Contains.Length > 0)
            query += " |= " + Quote(search.Contains);
        var levels = LogLevels.All.Where(level => search.Levels.Contains(level.Name)).SelectMany(level => level.Detected).ToArray();
        return levels.Length switch
        {
            0 => query,
            1 => $"{query} | detected_level=\"{levels[0]}\"",
            _ => $"{query} | detected_level=~\"{string.Join('|', levels)}\"",
        };
    }

    /// <summary>Lines by level in windows of a step. Lines that a parser can't read are counted too, as they are listed.</summary>
    public static string Volume(string logQuery, TimeSpan step)
        // A comment at the query's end would swallow what follows on its line.
        => $"sum by (detected_level) (count_over_time({logQuery}\n| drop __error__, __error_details__ [{(long)step.TotalSeconds}s]))";

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

    /// <summary>In back quotes where the text has quotes or backslashes itself, so that it stays readable.</summary>
    public static string Quote(string text)
    {
        if (text.AsSpan().IndexOfAny('"', '\\') >= 0 && !text.Contains('`') && !text.Contains('\n'))
            return $"`{text}`";
        return "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "\"";
    }

    private static string Selector(string service, ServiceCatalog catalog)
        => service.Length == 0 ? Everything : catalog.Find(service)?.LokiSelector ?? $"{{service={Quote(service)}}}";
}
