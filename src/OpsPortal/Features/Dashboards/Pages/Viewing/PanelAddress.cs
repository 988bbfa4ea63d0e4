using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Pages.Viewing;

/// <summary>How a panel's data and links are asked for: variables as they stand in an address.</summary>
internal static class PanelAddress
{
    /// <summary><c>var-job=api&amp;var-job=web&amp;scope-gpu=0</c>, encoded; every variable with what is chosen, All as <c>$__all</c>.</summary>
    public static string Vars(ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope = null)
    {
        var pairs = variables.Items.Where(item => item.Variable.Kind != VariableKind.Unsupported)
            .SelectMany(item => (item.Variable.Kind is VariableKind.Adhoc or VariableKind.GroupBy && item.Values.Count == 0 ? [""] : item.Values).Select(value => Pair(DashboardUrl.VariablePrefix + item.Name, value)));
        return string.Join('&', scope is null ? pairs : pairs.Concat(scope.Select(one => Pair("scope-" + one.Key, one.Value))));
    }

    /// <summary>Where the marks of the shown annotation queries are asked for, without a range; null when none is shown.</summary>
    public static string? Annotations(string uid, Dashboard dashboard, DashboardUrl url, ResolvedVariables variables)
    {
        var shown = dashboard.Annotations.Where(one => url.IsShown(one.Name, one.Enabled)).ToArray();
        if (shown.Length == 0)
            return null;
        var query = shown.Select(one => Pair("annotation", one.Name)).Concat(url.Version is { } version ? [$"version={version}"] : []).Append(Vars(variables)).Where(part => part.Length > 0);
        return $"/api/v1/dashboards/{Uri.EscapeDataString(uid)}/annotations?{string.Join('&', query)}";
    }

    /// <summary>Where a link of a dashboard goes; null when it is neither http nor a path of the portal.</summary>
    public static string? Link(DashboardLink link, ResolvedVariables variables, string from, string to)
    {
        var url = variables.Interpolate(link.Url).Trim();
        if (!IsSafe(url))
            return null;
        var parts = new List<string>();
        if (link.KeepTime)
            parts.AddRange([Pair("from", from), Pair("to", to)]);
        if (link.IncludeVars && Vars(variables) is { Length: > 0 } vars)
            parts.Add(vars);
        return parts.Count == 0 ? url : url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + string.Join('&', parts);
    }

    public static bool IsSafe(string url)
        => url.StartsWith('/') ? !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal)
            : Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https";

    private static string Pair(string name, string value) => Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(value);
}
