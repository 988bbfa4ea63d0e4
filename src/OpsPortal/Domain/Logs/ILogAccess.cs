using System.Security.Claims;

namespace OpsPortal.Domain;

/// <summary>Who looked at what lines and traces say: written into the audit log, one row a person and question in ten minutes.</summary>
public interface ILogAccess
{
    /// <summary>A look at what is covered; it is written soon after.</summary>
    /// <param name="action">Dotted, what was looked at first: <c>logs.search</c>, <c>traces.open</c>.</param>
    /// <param name="query">What was asked for: a query, a trace's id.</param>
    void Note(ClaimsPrincipal person, string action, string query);
}
