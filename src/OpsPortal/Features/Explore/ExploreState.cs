using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Explore;

/// <summary>What the page asks, as it stands in the URL: <c>?q=up&amp;q=rate(x[5m])&amp;hide=1&amp;server=eu&amp;tab=table</c>. The time range is the whole portal's.</summary>
/// <param name="Queries">In their order; may be empty.</param>
/// <param name="Server">Null: the default one.</param>
/// <param name="IsTable">A table of one instant, the range's end, in place of the graph.</param>
public sealed record ExploreState(IReadOnlyList<ExploreQuery> Queries, string? Server, bool IsTable)
{
    /// <summary>More would be a page that nobody reads.</summary>
    public const int MostQueries = 20;

    public static ExploreState FromUri(string uri)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..].Split('#')[0]);
        var hidden = (query.TryGetValue("hide", out var hide) ? hide.ToString() : "").Split(',');
        var texts = query.TryGetValue("q", out var all) ? all.Select(text => text ?? "").Take(MostQueries) : [];
        return new ExploreState(
            [.. texts.Select((text, index) => new ExploreQuery(text, hidden.Contains(index.ToString(System.Globalization.CultureInfo.InvariantCulture))))],
            query.TryGetValue("server", out var server) && server.LastOrDefault() is { Length: > 0 } name ? name : null,
            query.TryGetValue("tab", out var tab) && tab.LastOrDefault() == "table");
    }

    /// <summary>Those that are asked.</summary>
    public IReadOnlyList<ExploreQuery> Shown => [.. Queries.Where(query => !query.IsHidden && !string.IsNullOrWhiteSpace(query.Text))];

    /// <summary>Address of a graph of one expression.</summary>
    public static string Address(string promql, string? server = null, string? from = null, string? to = null)
        => QueryHelpers.AddQueryString("/explore", new Dictionary<string, string?> { ["q"] = promql, ["server"] = server, ["from"] = from, ["to"] = to }.Where(pair => pair.Value is not null)!);
}

/// <param name="IsHidden">Kept, and not asked.</param>
public sealed record ExploreQuery(string Text, bool IsHidden);
