using System.Text.Json.Nodes;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

internal enum SourceKind
{
    Prometheus,
    Loki,

    /// <summary>Each query names its own.</summary>
    Mixed,

    /// <summary>The queries of another panel.</summary>
    Dashboard,

    /// <summary>Computed from other queries' results.</summary>
    Expression,

    /// <summary>A kind of server that the portal can't ask.</summary>
    Unsupported,
}

/// <summary>Which server is meant.</summary>
/// <param name="Server">Of <see cref="SourceKind.Prometheus"/>: its name; null is the default one.</param>
/// <param name="Words">Why it can't be asked, or that the default stands in for a server that isn't known here; null when all is plain.</param>
internal sealed record SourceRef(SourceKind Kind, string? Server = null, string? Words = null);

/// <summary>
/// Finds the server that a file means. Files name servers of where they were made (<c>edx8memhpd9tsa</c>): where that isn't the
/// name of one of ours, the default one of its kind is meant, which is what Grafana asks people to choose on import.
/// </summary>
internal sealed class DataSources(PrometheusServers servers)
{
    public const string Loki = "Loki";
    private const string OfOurs = "prometheus:";

    public IReadOnlyList<string> PrometheusNames => servers.Names;

    /// <param name="node">A name, <c>{type, uid}</c>, or null for the default.</param>
    /// <param name="hasExpr">A query that has <c>expr</c> is PromQL or LogQL, whatever its source is called.</param>
    public SourceRef Resolve(JsonNode? node, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope, bool hasExpr = true)
    {
        var text = node is JsonObject ? node.Str("uid") ?? node.Str("name") ?? "" : node.Text() ?? "";
        var type = (node is JsonObject ? node.Str("type") : null) ?? TypeOfVariable(text, variables) ?? "";
        var name = OurName(variables.Fill(text, FillFor.Name, scope));
        if (Special(type, name) is { } special)
            return special;
        if (name.StartsWith("loki:", StringComparison.Ordinal) || IsLoki(type) || type.Length == 0 && name.Contains("loki", StringComparison.OrdinalIgnoreCase))
            return new SourceRef(SourceKind.Loki);
        if (servers.Knows(name) && !string.IsNullOrEmpty(name))
            return new SourceRef(SourceKind.Prometheus, name);
        if (type.Length > 0 && !IsPrometheus(type))
            return new SourceRef(SourceKind.Unsupported, null, $"Queries of “{type}” can't be asked: the portal asks Prometheus and Loki.");
        if (type.Length == 0 && !hasExpr && name.Length > 0 && !IsDefault(name))
            return new SourceRef(SourceKind.Unsupported, null, $"The query of “{name}” isn't PromQL or LogQL and can't be asked.");
        return new SourceRef(SourceKind.Prometheus, null, IsDefault(name) || name.Contains('$', StringComparison.Ordinal) ? null : $"There is no Prometheus named “{name}” here; the default one is asked.");
    }

    // An import writes what was chosen as prometheus:NAME.
    private string OurName(string name) => name.StartsWith(OfOurs, StringComparison.Ordinal) && servers.Knows(name[OfOurs.Length..]) ? name[OfOurs.Length..] : name;

    /// <returns>Names of the servers of a kind; null for a kind that can't be asked.</returns>
    public IReadOnlyList<string>? NamesOf(string type) => IsPrometheus(type) ? PrometheusNames : IsLoki(type) ? [Loki] : null;

    public static bool IsPrometheus(string type) => type is "prometheus" or "grafana-amazonprometheus-datasource" or "grafana-azureprometheus-datasource" or "grafana-mimir-datasource"
        or "victoriametrics-metrics-datasource" or "victoriametrics-datasource";

    public static bool IsLoki(string type) => type is "loki";

    private static SourceRef? Special(string type, string name) => name switch
    {
        "-- Mixed --" => new SourceRef(SourceKind.Mixed),
        "-- Dashboard --" => new SourceRef(SourceKind.Dashboard),
        "__expr__" or "-100" => new SourceRef(SourceKind.Expression),
        "-- Grafana --" or "grafana" => new SourceRef(SourceKind.Unsupported, null, "Grafana's own data (its test data, its folders) aren't there."),
        _ when type == "__expr__" => new SourceRef(SourceKind.Expression),
        _ => null,
    };

    private static bool IsDefault(string name) => name is "" or "default" or "prometheus:default" || name.Equals("prometheus", StringComparison.OrdinalIgnoreCase);

    private static string? TypeOfVariable(string text, ResolvedVariables variables)
        => ResolvedVariables.NamesIn(text).Select(variables.Find).FirstOrDefault(variable => variable?.Variable.Kind == VariableKind.Datasource)?.Variable.Query;
}
