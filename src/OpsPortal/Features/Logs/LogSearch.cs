using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Features.Logs.Api;

namespace OpsPortal.Features.Logs;

/// <summary>
/// What the page asks for, as it stands in the URL; the time range is the whole portal's. Either LogQL (<see cref="Query"/>), or what
/// links of other pages name: <see cref="Service"/>, <see cref="Levels"/>, <see cref="Contains"/>.
/// </summary>
/// <param name="Service">Id in the catalog; empty for all.</param>
/// <param name="Levels">Names of <see cref="LogLevels"/>; empty for all.</param>
/// <param name="Query">Null: the other three count.</param>
/// <param name="Limit">Lines a page, 1 to 5,000.</param>
/// <param name="OldestFirst">From the start of the range on, in place of backwards from its end.</param>
/// <param name="IsLive">Lines as they come.</param>
/// <param name="Store">Where lines are asked for: <c>loki</c>, <c>elasticsearch</c>; empty for where the service's are.</param>
/// <param name="Correlate">An id: everything that carries it, of all services, in place of a query. Null: none.</param>
public sealed record LogSearch(string Service, IReadOnlyList<string> Levels, string Contains, string? Query, int Limit, bool OldestFirst, bool IsLive = false, string? Correlate = null, string Store = "")
{
    public const int DefaultLimit = 500;

    public static LogSearch Default { get; } = new("", [], "", null, DefaultLimit, false);

    /// <summary>What isn't there or can't be read is the default.</summary>
    public static LogSearch FromUri(string uri)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..].Split('#')[0]);
        return new LogSearch(
            Last("service") ?? "",
            [.. LogLevels.All.Select(level => level.Name).Where((Last("level") ?? "").Split(',').Contains)],
            Last("contains") ?? "",
            string.IsNullOrWhiteSpace(Last("query")) ? null : Last("query"),
            int.TryParse(Last("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, LogQuestion.MostLines) : DefaultLimit,
            Last("order") == "oldest", Last("tail") == "1", string.IsNullOrWhiteSpace(Last("correlate")) ? null : Last("correlate")!.Trim(),
            Last("store") is "loki" or "elasticsearch" ? Last("store")! : "");

        string? Last(string name) => query.TryGetValue(name, out var values) ? values.LastOrDefault() : null;
    }
}
