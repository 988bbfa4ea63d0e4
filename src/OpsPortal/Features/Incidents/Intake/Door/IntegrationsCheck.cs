using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>Each integration by itself, and their names against each other.</summary>
internal sealed class IntegrationsCheck : IValidateOptions<IncidentsOptions>
{
    public ValidateOptionsResult Validate(string? name, IncidentsOptions options)
    {
        var errors = options.Integrations.Select((one, index) => one.Problem($"Incidents:Integrations:{index}")).OfType<string>()
            .Concat(options.Integrations.GroupBy(one => one.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
                .Select(same => $"Incidents:Integrations has the name \"{same.Key}\" more than once.")).ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
