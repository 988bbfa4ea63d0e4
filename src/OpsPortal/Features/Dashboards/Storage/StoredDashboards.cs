using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>A dashboard in a list.</summary>
/// <param name="Source"><c>catalog</c>: a file of the catalog, read-only; <c>saved</c>: in the database.</param>
/// <param name="Shadows">A saved one that stands before a file of the catalog with the same uid.</param>
/// <param name="Folder">Group in the list; "" for none.</param>
/// <param name="Version">0 for a file of the catalog; a saved one begins with 1.</param>
public sealed record DashboardSummary(
    string Uid, string Title, IReadOnlyList<string> Tags, string Folder, string Source, bool Shadows, int Version, DateTimeOffset? UpdatedAt, string? UpdatedBy)
{
    public bool IsSaved => Source == "saved";
}

/// <summary>A saved dashboard that was taken away.</summary>
/// <param name="Version">Its newest.</param>
public sealed record DeletedDashboard(string Uid, string Title, IReadOnlyList<string> Tags, int Version, DateTimeOffset DeletedAt, string DeletedBy);

/// <summary>All that there is, and what is wrong with some of it.</summary>
/// <param name="Problems">Files that can't be read, the database that is away: one sentence each.</param>
public sealed record DashboardListing(IReadOnlyList<DashboardSummary> Items, IReadOnlyList<string> Problems);

/// <summary>One dashboard, ready to be shown.</summary>
/// <param name="Problem">Why this may not be the newest one (the database is away); null when all is well.</param>
public sealed record FoundDashboard(DashboardSummary Summary, Dashboard Dashboard, string? Problem = null);

/// <summary>One kept version.</summary>
/// <param name="Message">What whoever saved it said; may be "".</param>
public sealed record DashboardVersion(int Version, string Title, string Author, string Message, DateTimeOffset CreatedAt);

/// <summary>How saving ended.</summary>
public abstract record SaveResult
{
    public sealed record Saved(string Uid, int Version) : SaveResult;

    /// <summary>Somebody else saved since: <paramref name="Theirs"/> is theirs, nothing was written.</summary>
    public sealed record Conflict(DashboardVersion Theirs) : SaveResult;

    /// <summary>Nothing was written; each sentence says what is wrong and what would be right.</summary>
    public sealed record Invalid(IReadOnlyList<string> Errors) : SaveResult;
}
