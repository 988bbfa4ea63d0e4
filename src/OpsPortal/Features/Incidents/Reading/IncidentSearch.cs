using System.Security.Claims;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Runbooks;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>Incidents and runbooks for quick search.</summary>
internal sealed class IncidentSearch(IncidentQueries queries, RunbookLibrary runbooks, TimeProvider time) : ISearchSource
{
    private const int Most = 20;

    public async Task<Outcome<IReadOnlyList<SearchEntry>>> FindAsync(string query, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var books = runbooks.All().Select(book => new SearchEntry("Runbook", book.Title, "", RunbookLibrary.Path + book.Name, "logs", book.Name));
        if (query.Length == 0)
            return Outcome<IReadOnlyList<SearchEntry>>.Ok([.. books], time.GetUtcNow());
        var filter = new IncidentFilter(IncidentView.All, Text: query, Sort: IncidentSort.Opened, Limit: Most);
        var incidents = await queries.ListAsync(filter, cancellationToken);
        // The database matched what a title may not show (a person, an alert's name): the query stands among the words.
        return incidents.Map<IReadOnlyList<SearchEntry>>(list =>
        [
            .. list.Incidents.Select(one => new SearchEntry(
                "Incident", $"{one.Name} {one.Title}", $"{one.Priority}, {one.Status}{(one.Service is null ? "" : ", " + one.Service)}", $"{IncidentFilter.Path}/{one.Number}", "incident", query)),
            .. books,
        ]);
    }
}
