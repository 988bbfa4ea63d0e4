using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Puts labels into what every aggregation of a PromQL expression groups by, by its tokens: <c>sum(x)</c> becomes <c>sum by (job) (x)</c>,
/// <c>sum by (a) (x)</c> becomes <c>sum by (a, job) (x)</c>. What groups "without" some labels keeps the others anyway and stays as it is.
/// </summary>
internal static class GroupingKeys
{
    private static readonly HashSet<string> Aggregations = new(StringComparer.OrdinalIgnoreCase)
    {
        "sum", "min", "max", "avg", "group", "stddev", "stdvar", "count", "count_values", "bottomk", "topk", "quantile", "limitk", "limit_ratio",
    };

    /// <param name="keys">Names of labels.</param>
    public static string With(string promql, IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
            return promql;
        var edits = new List<(int Begin, int End, string Text)>();
        for (var at = 0; at < promql.Length;)
        {
            var next = QueryScan.SkipText(promql, at);
            if (next > at)
                at = next;
            else if (promql[at] == '{')
                at = QueryScan.Closing(promql, at, '{', '}') + 1;
            else if (QueryScan.IsFirst(promql[at]))
            {
                var end = QueryScan.Letters(promql, at);
                if (Aggregations.Contains(promql[at..end]) && Edit(promql, end, keys) is { } edit)
                    edits.Add(edit);
                at = end;
            }
            else
                at++;
        }
        // From behind, so that places stay what they are.
        foreach (var (begin, end, text) in edits.OrderByDescending(edit => edit.Begin))
            promql = promql[..begin] + text + promql[end..];
        return promql;
    }

    // The list of labels stands before the brackets of what is aggregated, or behind them, or nowhere.
    private static (int Begin, int End, string Text)? Edit(string promql, int name, IReadOnlyList<string> keys)
    {
        var open = QueryScan.Blank(promql, name);
        if (open < promql.Length && promql[open] == '(')
        {
            var behind = QueryScan.Blank(promql, Math.Min(QueryScan.Closing(promql, open, '(', ')') + 1, promql.Length));
            return IsList(promql, behind, out var by) ? List(promql, behind, by, keys) : (name, name, $" by ({string.Join(", ", keys.Select(LabelMatcher.Written))})");
        }
        return IsList(promql, open, out var before) ? List(promql, open, before, keys) : null;
    }

    private static bool IsList(string promql, int at, out bool by)
    {
        var end = QueryScan.Letters(promql, at);
        by = promql.AsSpan(at, end - at).Equals("by", StringComparison.OrdinalIgnoreCase);
        var open = QueryScan.Blank(promql, end);
        return (by || promql.AsSpan(at, end - at).Equals("without", StringComparison.OrdinalIgnoreCase)) && open < promql.Length && promql[open] == '(';
    }

    private static (int Begin, int End, string Text)? List(string promql, int at, bool by, IReadOnlyList<string> keys)
    {
        if (!by)
            return null;
        var open = promql.IndexOf('(', at);
        var close = QueryScan.Closing(promql, open, '(', ')');
        var there = promql[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (open + 1, close, string.Join(", ", there.Concat(keys.Select(LabelMatcher.Written).Except(there))));
    }
}
