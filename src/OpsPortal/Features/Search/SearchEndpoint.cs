using System.Security.Claims;
using OpsPortal.Domain;

namespace OpsPortal.Features.Search;

/// <summary><c>GET /api/v1/search?q=…</c>: the best places for a few words, over every source, as the asker may see them.</summary>
internal static class SearchEndpoint
{
    public const int MostHits = 30;
    public const int LongestQuery = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<IResult> GetAsync(
        string? q, ClaimsPrincipal person, IEnumerable<ISearchSource> sources, HttpResponse response, CancellationToken cancellationToken)
    {
        var query = (q ?? "").Trim();
        if (query.Length > LongestQuery)
            return Results.Problem($"“q” is longer than {LongestQuery} characters.", statusCode: 400);
        var outcomes = await Task.WhenAll(sources.Select(source => AskAsync(source, query, person, cancellationToken)));
        var words = SearchRank.Words(query);
        var hits = outcomes.Where(outcome => outcome.IsOk).SelectMany(outcome => outcome.Value!)
            .Select(entry => (entry, score: SearchRank.Score(entry, words))).Where(one => one.score > 0)
            // Without words: in the order of their sources, which for pages is the rail's.
            .OrderByDescending(one => words.Length == 0 ? 0 : one.score).ThenBy(one => words.Length == 0 ? "" : one.entry.Title, StringComparer.OrdinalIgnoreCase)
            .Select(one => new SearchHit(one.entry.Kind, one.entry.Title, one.entry.About, one.entry.Href, one.entry.Icon));
        // Without words only places that a person goes to anyway: everything else would be a list of everything.
        if (words.Length == 0)
            hits = hits.Where(hit => hit.Kind is "Page" or "Service");
        response.Headers.CacheControl = "no-store";
        return Results.Json(new SearchAnswer([.. hits.DistinctBy(hit => hit.Href).Take(MostHits)], [.. outcomes.Where(outcome => !outcome.IsOk).Select(outcome => outcome.Reason).Distinct()]));
    }

    private static async Task<Outcome<IReadOnlyList<SearchEntry>>> AskAsync(ISearchSource source, string query, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await source.FindAsync(query, person, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<IReadOnlyList<SearchEntry>>.Unavailable("A part of the search took too long and is left out.", default);
        }
    }
}

/// <param name="Kind">"Page", "Service", "Dashboard", "Panel", "Metric", "Incident", "Runbook".</param>
/// <param name="Href">A path of the portal.</param>
internal sealed record SearchHit(string Kind, string Title, string About, string Href, string Icon);

/// <param name="Hits">The best first.</param>
/// <param name="Missing">What could not be searched, in words.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchHit> Hits, IReadOnlyList<string> Missing);
