using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Logs;

/// <summary>
/// What the page asks for, as it stands in the URL; the time range is the whole portal's. Either the builder's parts
/// (<see cref="Service"/>, <see cref="Levels"/>, <see cref="Contains"/>) or LogQL of the viewer's own (<see cref="Query"/>).
/// </summary>
/// <param name="Service">Id in the catalog; empty for all.</param>
/// <param name="Levels">Names of <see cref="LogLevels"/>; empty for all.</param>
/// <param name="Query">Null: the builder's parts count.</param>
/// <param name="Limit">Lines a page, 1 to <see cref="MostLines"/>.</param>
/// <param name="OldestFirst">From the start of the range on, in place of backwards from its end.</param>
public sealed record LogSearch(string Service, IReadOnlyList<string> Levels, string Contains, string? Query, int Limit, bool OldestFirst)
{
    /// <summary>Loki's own limit, unless it is set otherwise there.</summary>
    public const int MostLines = 5000;
    public const int DefaultLimit = 500;

    public static LogSearch Default { get; } = new("", [], "", null, DefaultLimit, false);

    public static IReadOnlyList<int> Limits { get; } = [100, 500, 1000, 5000];

    /// <summary>What isn't there or can't be read is the default.</summary>
    public static LogSearch FromUri(string uri)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..]);
        return new LogSearch(
            Last("service") ?? "",
            [.. LogLevels.All.Select(level => level.Name).Where((Last("level") ?? "").Split(',').Contains)],
            Last("contains") ?? "",
            string.IsNullOrWhiteSpace(Last("query")) ? null : Last("query"),
            int.TryParse(Last("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, MostLines) : DefaultLimit,
            Last("order") == "oldest");

        string? Last(string name) => query.TryGetValue(name, out var values) ? values.LastOrDefault() : null;
    }

    /// <summary>For <c>NavigationManager.GetUriWithQueryParameters</c>; defaults leave the URL.</summary>
    public Dictionary<string, object?> ToQuery() => new(StringComparer.Ordinal)
    {
        ["service"] = Empty(Service),
        ["level"] = Empty(string.Join(',', Levels)),
        ["contains"] = Empty(Contains),
        ["query"] = Query,
        ["limit"] = Limit == DefaultLimit ? null : Limit,
        ["order"] = OldestFirst ? "oldest" : null,
    };

    /// <summary>With the level chosen, or no longer.</summary>
    public LogSearch Toggle(string level)
        => this with { Levels = Levels.Contains(level) ? [.. Levels.Where(one => one != level)] : [.. LogLevels.All.Select(one => one.Name).Where(one => one == level || Levels.Contains(one))] };

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
