using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>
/// What a query must not do for those who may not see raw lines: give a covered field another name. A line that was put together
/// anew no longer says which of its words was a password.
/// </summary>
internal static partial class CoveredQuery
{
    /// <returns>Why the query isn't asked, or null.</returns>
    public static string? Problem(string query, ILogStore store, LineMask mask) => store.Id == "loki" ? Problem(query, mask) : Named(query, mask);

    /// <summary>
    /// A query string must not name a covered field at all: with <c>password:a*</c>, <c>password:b*</c> it would be spelled out. Nor may
    /// the name of a field have a wildcard, which can stand for one.
    /// </summary>
    internal static string? Named(string query, LineMask mask)
    {
        foreach (Match match in Fields().Matches(Quoted().Replace(query, "\"\"")))
        {
            var written = match.Groups[1].Value;
            if (written != "*" && written.Contains('*') || written.Contains("\\u", StringComparison.Ordinal))
                return $"The field's name “{written}” has a wildcard or a code, which may stand for a masked field. Who may see raw lines can ask so.";
            var name = written.Replace("\\", "", StringComparison.Ordinal);
            if (mask.CoversPath(name))
                return $"The field “{name}” is masked: a query can't name it. Who may see raw lines can.";
        }
        return null;
    }

    /// <summary>LogQL must not give a covered field another name.</summary>
    public static string? Problem(string query, LineMask mask)
    {
        if (!Renames().IsMatch(query))
            return null;
        var named = Names().Matches(query).Select(match => match.Value).FirstOrDefault(mask.Covers);
        return named is null ? null : $"The field “{named}” is masked: a query with line_format, label_format, pattern or regexp can't name it. Who may see raw lines can.";
    }

    [GeneratedRegex(@"\|\s*(?:line_format|label_format|pattern|regexp)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Renames();

    // A field's name in a query string; a colon that belongs to a text has a backslash before it.
    [GeneratedRegex(@"(?<![\w.*\\-])([\w.*\\-]*[\w.*-])\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex Fields();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
