using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Ad hoc filters and groupings in the queries that they are meant for: those of the same server.</summary>
internal static class AdhocFilters
{
    private const string AnySeries = "{__name__!=\"\"}";

    /// <summary>What is chosen, of one ad hoc variable.</summary>
    public static IReadOnlyList<AdhocFilter> Chosen(ResolvedVariable variable) => [.. variable.Values.Select(AdhocFilter.FromAddress).OfType<AdhocFilter>()];

    /// <summary>
    /// The query with the conditions of every ad hoc variable of its server in each of its selectors, and the labels of every "group by"
    /// variable in each of its aggregations.
    /// </summary>
    public static string Into(string expr, SourceRef source, ResolvedVariables variables, DataSources sources, IReadOnlyDictionary<string, string>? scope)
    {
        expr = Filtered(expr, source, variables, sources, scope);
        return source.Kind == SourceKind.Prometheus ? GroupingKeys.With(expr, [.. Of(VariableKind.GroupBy, source, variables, sources, scope).SelectMany(variable => variable.Values).Distinct()]) : expr;
    }

    /// <summary>A variable's own question with the same conditions: only what goes with them can be chosen.</summary>
    public static VariableQuery Into(VariableQuery query, SourceRef source, ResolvedVariables variables, DataSources sources)
    {
        if (Of(VariableKind.Adhoc, source, variables, sources, null).All(variable => variable.Values.Count == 0 && variable.Variable.Source.Arr("baseFilters") is not { Count: > 0 }))
            return query;
        switch (query.Kind)
        {
            case VariableQueryKind.LabelNames or VariableQueryKind.LabelValues when query.Text.Length == 0 && source.Kind == SourceKind.Prometheus:
                // Conditions that all fit what isn't there either need one that doesn't.
                return query with { Text = Filtered(AnySeries, source, variables, sources, null) };
            case VariableQueryKind.LabelValues or VariableQueryKind.QueryResult or VariableQueryKind.Series or VariableQueryKind.LabelNames when query.Text.Length > 0:
                return query with { Text = Filtered(query.Text, source, variables, sources, null) };
            default:
                return query;
        }
    }

    /// <summary>As it stands where a query names the variable itself: <c>job="a",path=~"/x.*"</c>.</summary>
    public static string Expression(ResolvedVariable variable) => string.Join(',', Chosen(variable).Select(filter => filter.ToMatcher()));

    private static string Filtered(string expr, SourceRef source, ResolvedVariables variables, DataSources sources, IReadOnlyDictionary<string, string>? scope)
    {
        var matchers = Of(VariableKind.Adhoc, source, variables, sources, scope)
            .SelectMany(variable => AdhocFilter.FromFile(variable.Variable.Source, "baseFilters").Concat(Chosen(variable))).Select(filter => filter.ToMatcher()).ToArray();
        return matchers.Length == 0 ? expr : source.Kind == SourceKind.Loki ? StreamFilter.With(expr, matchers) : SelectorFilter.With(expr, matchers);
    }

    private static IEnumerable<ResolvedVariable> Of(VariableKind kind, SourceRef source, ResolvedVariables variables, DataSources sources, IReadOnlyDictionary<string, string>? scope)
        => variables.Items.Where(item => item.Variable.Kind == kind && IsSame(sources.Resolve(item.Variable.Source.Get("datasource"), variables, scope), source));

    private static bool IsSame(SourceRef a, SourceRef b)
        => a.Kind == b.Kind && (a.Kind == SourceKind.Loki || string.Equals(a.Server ?? PrometheusServers.Default, b.Server ?? PrometheusServers.Default, StringComparison.OrdinalIgnoreCase));
}
