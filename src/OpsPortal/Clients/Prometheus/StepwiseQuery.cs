using System.Text;
using System.Text.RegularExpressions;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Whether each point of a range query depends on its own time alone and on samples before it, so that points of two questions
/// can stand side by side. Nearly all expressions are so: subqueries are aligned to absolute times, topk chooses anew at each
/// step. What looks at the ends of the query, at a fixed time or into the future isn't; then the whole range is asked each time.
/// </summary>
internal static partial class StepwiseQuery
{
    public static bool Is(string promql) => !Unsafe().IsMatch(WithoutText(promql));

    /// <summary>The expression with nothing in its strings and without comments.</summary>
    internal static string WithoutText(string promql)
    {
        var plain = new StringBuilder(promql.Length);
        for (var at = 0; at < promql.Length;)
        {
            var (c, end) = (promql[at], QueryScan.SkipText(promql, at));
            if (end == at)
                plain.Append(c);
            else if (c != '#')
                plain.Append(c).Append(c);
            at = Math.Max(end, at + 1);
        }
        return plain.ToString();
    }

    // An offset that doesn't begin with a digit is negative or an expression. limitk chooses by what else is in the answer.
    [GeneratedRegex(@"@|\boffset\s*[^\d\s]|\b(?:limitk|limit_ratio)\b|\b(?:start|end|step|range)\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Unsafe();
}
