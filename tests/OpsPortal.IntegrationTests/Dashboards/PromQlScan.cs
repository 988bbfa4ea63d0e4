using System.Text.RegularExpressions;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>
/// Finds the metrics of a PromQL expression with the labels that it speaks of, well enough to make up samples for it. Not a
/// parser: what it misses shows as a panel without data.
/// </summary>
internal static partial class PromQlScan
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "sum", "avg", "min", "max", "count", "topk", "bottomk", "stddev", "stdvar", "quantile", "count_values", "group", "bool", "or", "and", "unless", "offset", "inf", "nan", "e",
    };

    private static readonly HashSet<string> Grouping = new(StringComparer.OrdinalIgnoreCase) { "by", "without", "on", "ignoring", "group_left", "group_right" };

    public static IReadOnlyList<MetricUse> Metrics(string expression)
    {
        var found = new List<MetricUse>();
        var grouped = new HashSet<string>(StringComparer.Ordinal);
        var rates = RateCall().IsMatch(expression);
        for (var at = 0; at < expression.Length;)
        {
            var word = Word().Match(expression, at);
            if (expression[at] is '[')
                at = After(expression, at, ']');
            else if (expression[at] is '"' or '\'')
                at = After(expression, at + 1, expression[at]);
            else if (!word.Success || word.Index != at)
                at += char.IsAsciiDigit(expression[at]) ? Digits().Match(expression, at).Length : 1;
            else
                at = Take(expression, word, found, grouped, rates);
        }
        foreach (var use in found)
        {
            foreach (var label in grouped.Where(label => label != "le" && use.Labels.All(one => one.Name != label)).ToArray())
                use.Labels.Add((label, "=~", ".*"));
        }
        return found;
    }

    private static int Take(string expression, Match word, List<MetricUse> found, HashSet<string> grouped, bool rates)
    {
        var end = word.Index + word.Length;
        var next = end;
        while (next < expression.Length && char.IsWhiteSpace(expression[next]))
            next++;
        var follows = next < expression.Length ? expression[next] : ' ';
        if (Grouping.Contains(word.Value))
        {
            if (follows != '(')
                return end;
            var close = After(expression, next, ')');
            grouped.UnionWith(Label().Matches(expression[next..close]).Select(match => match.Value));
            return close;
        }
        if (follows == '(' || Words.Contains(word.Value))
            return end;
        var use = new MetricUse(word.Value, rates, []);
        found.Add(use);
        if (follows != '{')
            return end;
        var stop = After(expression, next, '}');
        foreach (Match matcher in Matchers.Matches(expression[next..stop]))
            use.Labels.Add((matcher.Groups[1].Value, matcher.Groups[2].Value, matcher.Groups[3].Value));
        return stop;
    }

    private static int After(string text, int at, char end)
    {
        for (var inString = false; at < text.Length; at++)
        {
            if (text[at] == '"' && end != '"')
                inString = !inString;
            else if (text[at] == end && !inString)
                return at + 1;
        }
        return text.Length;
    }

    [GeneratedRegex(@"[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex Label();

    [GeneratedRegex(@"[0-9][0-9a-zA-Z.]*")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\b(rate|irate|increase|resets)\s*\(")]
    private static partial Regex RateCall();

    private static readonly Regex Matchers = new("""([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*["']((?:[^"'\\]|\\.)*)["']""", RegexOptions.Compiled);
}

/// <param name="Labels">Name, operator, value as they are written.</param>
internal sealed record MetricUse(string Name, bool InRate, List<(string Name, string Operator, string Value)> Labels);
