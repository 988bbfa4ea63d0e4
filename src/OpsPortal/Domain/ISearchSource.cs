using System.Security.Claims;

namespace OpsPortal.Domain;

/// <summary>One place that quick search can go to.</summary>
/// <param name="Kind">What it is, in a word for people: "Page", "Service", "Dashboard", "Panel", "Incident", "Runbook".</param>
/// <param name="Title">What it is called; what is searched first.</param>
/// <param name="About">A few words more, or "".</param>
/// <param name="Href">A path of the portal.</param>
/// <param name="Icon">A name of <c>Ui/Icon.razor</c>.</param>
/// <param name="Words">What it is also found by, not shown.</param>
public sealed record SearchEntry(string Kind, string Title, string About, string Href, string Icon, string Words = "");

/// <summary>A feature whose things quick search finds.</summary>
public interface ISearchSource
{
    /// <summary>
    /// What might match; the ranking is not the source's. A source that is large narrows down by <paramref name="query"/>
    /// (trimmed, at most 100 characters, may be empty); one that is small gives everything that <paramref name="person"/> may see.
    /// </summary>
    Task<Outcome<IReadOnlyList<SearchEntry>>> FindAsync(string query, ClaimsPrincipal person, CancellationToken cancellationToken);
}
