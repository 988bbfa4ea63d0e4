using System.Text.RegularExpressions;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Access;

/// <summary>
/// What a query must not do for those who may not see raw lines: give a covered field another name. A line that was put together
/// anew no longer says which of its words was a password.
/// </summary>
internal static partial class CoveredQuery
{
    /// <returns>Why the query isn't asked, or null.</returns>
    public static string? Problem(string query, LineMask mask)
    {
        if (!Renames().IsMatch(query))
            return null;
        var named = Names().Matches(query).Select(match => match.Value).FirstOrDefault(mask.Covers);
        return named is null ? null : $"The field “{named}” is masked: a query with line_format, label_format, pattern or regexp can't name it. Who may see raw lines can.";
    }

    [GeneratedRegex(@"\|\s*(?:line_format|label_format|pattern|regexp)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Renames();

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
