using Microsoft.Extensions.Primitives;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Finds out what each variable can be and is. A variable waits for those that its query names; the others are asked at once.</summary>
public sealed class VariableResolver
{
    private readonly VariableOptions _options;

    internal VariableResolver(VariableOptions options) => _options = options;

    /// <param name="urlVars">From the address, by the variable's name without <c>var-</c>; wins over what the file was saved with.</param>
    /// <returns>Every variable; one whose query failed has no options, keeps its value and says why.</returns>
    public async Task<ResolvedVariables> ResolveAsync(
        Dashboard dashboard, IReadOnlyDictionary<string, StringValues> urlVars, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var globals = Globals(dashboard, from, to);
        var done = new Dictionary<string, ResolvedVariable>(StringComparer.Ordinal);
        var waiting = dashboard.Variables.ToList();
        var filters = dashboard.Variables.Where(variable => variable.Kind == VariableKind.Adhoc).Select(variable => variable.Name).ToArray();
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(variable => !Needs(variable, filters).Any(name => name != variable.Name && waiting.Any(other => other.Name == name))).ToList();
            var inCircle = ready.Count == 0;
            if (inCircle)
                ready = [.. waiting];
            var known = new ResolvedVariables([.. done.Values], globals);
            var resolved = await Task.WhenAll(ready.Select(variable => _options.ResolveAsync(variable, Given(urlVars, variable.Name), known, from, to, cancellationToken)));
            foreach (var one in resolved)
                done[one.Name] = inCircle ? one with { Error = one.Error ?? "It needs a variable that needs it in turn." } : one;
            waiting.RemoveAll(ready.Contains);
        }
        return new ResolvedVariables([.. dashboard.Variables.Select(variable => done[variable.Name])], globals);
    }

    /// <summary>What is the same for the whole dashboard; a panel's intervals come with its queries.</summary>
    internal static Dictionary<string, string> Globals(Dashboard dashboard, DateTimeOffset from, DateTimeOffset to)
    {
        var range = to - from;
        var interval = PromIntervals.Interval(range, 1000, PromIntervals.DefaultScrapeInterval);
        var globals = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["__from"] = from.ToUnixTimeMilliseconds().ToString(),
            ["__to"] = to.ToUnixTimeMilliseconds().ToString(),
            ["__range"] = PromIntervals.Range(range),
            ["__range_s"] = PromIntervals.RangeSeconds(range),
            ["__range_ms"] = PromIntervals.RangeMilliseconds(range),
            ["__interval"] = PromIntervals.Text(interval),
            ["__interval_ms"] = PromIntervals.IntervalMilliseconds(interval),
            ["__rate_interval"] = PromIntervals.Text(PromIntervals.RateInterval(interval, PromIntervals.DefaultScrapeInterval)),
            ["__dashboard"] = dashboard.Title,
            ["__dashboard.uid"] = dashboard.Uid,
            ["__url_time_range"] = $"from={from.ToUnixTimeMilliseconds()}&to={to.ToUnixTimeMilliseconds()}",
            ["__timezone"] = dashboard.Timezone is "" or "browser" ? "browser" : dashboard.Timezone,
            ["__org"] = "1",
            ["__org.name"] = "OpsPortal",
        };
        foreach (var variable in dashboard.Variables.Where(variable => variable.Kind == VariableKind.Interval))
            globals["__auto_interval_" + variable.Name] = VariableOptions.AutoInterval(variable, range);
        return globals;
    }

    private static IReadOnlyList<string>? Given(IReadOnlyDictionary<string, StringValues> urlVars, string name)
        => urlVars.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : null;

    private static IEnumerable<string> Needs(Variable variable, IEnumerable<string> filters)
    {
        if (variable.Kind is VariableKind.Adhoc or VariableKind.GroupBy)
            return ResolvedVariables.NamesIn(SourceText(variable));
        if (variable.Kind is not (VariableKind.Query or VariableKind.Datasource or VariableKind.Custom))
            return [];
        var named = ResolvedVariables.NamesIn(variable.Query).Concat(ResolvedVariables.NamesIn(variable.Regex)).Concat(ResolvedVariables.NamesIn(SourceText(variable)));
        return variable.Kind == VariableKind.Query ? named.Concat(filters) : named;
    }

    private static string SourceText(Variable variable) => variable.Source.Get("datasource") is { } source ? source.Str("uid") ?? source.Text() ?? "" : "";
}
