using System.Text;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Puts conditions into every stream selector of a LogQL expression: braces outside of literals are selectors.</summary>
internal static class StreamFilter
{
    public static string With(string logql, IReadOnlyList<LabelMatcher> matchers)
    {
        if (matchers.Count == 0)
            return logql;
        var more = string.Join(',', matchers);
        var result = new StringBuilder(logql.Length + 64);
        for (var at = 0; at < logql.Length;)
        {
            var end = QueryScan.SkipText(logql, at);
            if (end == at && logql[at] == '{')
            {
                var close = QueryScan.Closing(logql, at, '{', '}');
                result.Append('{').Append(QueryScan.Joined(logql[(at + 1)..close], more)).Append('}');
                at = close + 1;
                continue;
            }
            end = Math.Max(end, at + 1);
            result.Append(logql, at, end - at);
            at = end;
        }
        return result.ToString();
    }
}
