using System.Text;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Puts conditions into every vector selector of a PromQL expression, by its tokens: names of metrics get braces, braces get more.
/// Names of functions, aggregations, keywords and labels are none. What isn't PromQL comes out changed as little as can be.
/// </summary>
internal static class SelectorFilter
{
    private static readonly HashSet<string> LabelLists = new(StringComparer.OrdinalIgnoreCase) { "by", "without", "on", "ignoring", "group_left", "group_right" };

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "unless", "atan2", "bool", "offset", "inf", "nan", "smoothed", "anchored", "by", "without", "on", "ignoring", "group_left", "group_right",
    };

    public static string With(string promql, IReadOnlyList<LabelMatcher> matchers)
    {
        if (matchers.Count == 0)
            return promql;
        var more = string.Join(',', matchers);
        var named = matchers.Any(matcher => matcher.Name == "__name__");
        var result = new StringBuilder(promql.Length + 64);
        for (var at = 0; at < promql.Length;)
        {
            var begin = at;
            var c = promql[at];
            at = QueryScan.SkipText(promql, at);
            if (at == begin)
            {
                if (c == '{')
                {
                    at = Braces(promql, at, "", more, result);
                    continue;
                }
                if (QueryScan.IsFirst(c))
                {
                    at = Name(promql, at, more, named, result);
                    continue;
                }
                at = c == '[' ? QueryScan.Closing(promql, at, '[', ']') : char.IsAsciiDigit(c) ? Number(promql, at) : c == '$' ? QueryScan.Letters(promql, at + 1) : at + 1;
            }
            at = Math.Min(at, promql.Length);
            result.Append(promql, begin, at - begin);
        }
        return result.ToString();
    }

    private static int Name(string promql, int begin, string more, bool named, StringBuilder result)
    {
        var end = QueryScan.Letters(promql, begin);
        var name = promql[begin..end];
        var next = QueryScan.Blank(promql, end);
        var follows = next < promql.Length ? promql[next] : '\0';
        if (follows == '(')
        {
            // Names in the brackets of "by" and its like are labels.
            end = LabelLists.Contains(name) ? Math.Min(QueryScan.Closing(promql, next, '(', ')') + 1, promql.Length) : end;
        }
        else if (follows == '{')
            return Braces(promql, next, name, more, result, named);
        else if (!Words.Contains(name) && !IsAggregation(promql, next))
        {
            result.Append(named ? "" : name).Append('{').Append(named ? Renamed(name, more) : more).Append('}');
            return end;
        }
        result.Append(promql, begin, end - begin);
        return end;
    }

    private static int Braces(string promql, int open, string name, string more, StringBuilder result, bool named = false)
    {
        var close = QueryScan.Closing(promql, open, '{', '}');
        var inside = promql[(open + 1)..close];
        // A selector that has a name before its braces may not have another one in them.
        result.Append(named ? "" : name).Append('{').Append(QueryScan.Joined(named && name.Length > 0 ? QueryScan.Joined(Renamed(name, ""), inside) : inside, more)).Append('}');
        return Math.Min(close + 1, promql.Length);
    }

    private static string Renamed(string name, string more) => QueryScan.Joined(new LabelMatcher("__name__", "=", name).ToString(), more);

    // "sum by (job) (x)": what stands before "by" or "without" computes.
    private static bool IsAggregation(string promql, int next)
    {
        var end = next < promql.Length && QueryScan.IsFirst(promql[next]) ? QueryScan.Letters(promql, next) : next;
        var open = QueryScan.Blank(promql, end);
        return end > next && promql[next..end].ToLowerInvariant() is "by" or "without" && open < promql.Length && promql[open] == '(';
    }

    private static int Number(string promql, int at)
    {
        var hex = promql[at] == '0' && at + 1 < promql.Length && promql[at + 1] is 'x' or 'X';
        while (at < promql.Length && (char.IsAsciiLetterOrDigit(promql[at]) || promql[at] is '.' or '_' || !hex && promql[at] is '+' or '-' && promql[at - 1] is 'e' or 'E' && at + 1 < promql.Length && char.IsAsciiDigit(promql[at + 1])))
            at++;
        return at;
    }
}
