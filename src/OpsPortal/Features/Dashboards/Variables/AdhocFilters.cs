using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Ad hoc filters in the queries that they are meant for: those of the same server.</summary>
internal static class AdhocFilters
{
    /// <summary>What is chosen, of one ad hoc variable.</summary>
    public static IReadOnlyList<AdhocFilter> Chosen(ResolvedVariable variable) => [.. variable.Values.Select(AdhocFilter.FromAddress).OfType<AdhocFilter>()];

    /// <summary>The query with the conditions of every ad hoc variable of its server in each of its selectors.</summary>
    public static string Into(string expr, SourceRef source, ResolvedVariables variables, DataSources sources, IReadOnlyDictionary<string, string>? scope)
    {
        var matchers = new List<LabelMatcher>();
        foreach (var variable in variables.Items.Where(item => item.Variable.Kind == VariableKind.Adhoc))
        {
            if (IsSame(sources.Resolve(variable.Variable.Source.Get("datasource"), variables, scope), source))
                matchers.AddRange(AdhocFilter.FromFile(variable.Variable.Source, "baseFilters").Concat(Chosen(variable)).Select(filter => filter.ToMatcher()));
        }
        if (matchers.Count == 0)
            return expr;
        return source.Kind == SourceKind.Loki ? StreamFilter.With(expr, matchers) : SelectorFilter.With(expr, matchers);
    }

    /// <summary>As it stands where a query names the variable itself: <c>job="a",path=~"/x.*"</c>.</summary>
    public static string Expression(ResolvedVariable variable) => string.Join(',', Chosen(variable).Select(filter => filter.ToMatcher()));

    private static bool IsSame(SourceRef a, SourceRef b)
        => a.Kind == b.Kind && (a.Kind == SourceKind.Loki || string.Equals(a.Server ?? PrometheusServers.Default, b.Server ?? PrometheusServers.Default, StringComparison.OrdinalIgnoreCase));
}
