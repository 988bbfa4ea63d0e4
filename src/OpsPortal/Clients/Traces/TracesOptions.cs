using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Traces;

/// <summary>Section <c>Traces</c>: a Jaeger or a Tempo, told apart by what they answer.</summary>
public sealed class TracesOptions : BackendOptions
{
    /// <summary>Sent as <c>X-Scope-OrgID</c>; empty for a Tempo without tenants, and for Jaeger.</summary>
    public string Tenant { get; set; } = "";
}

internal sealed class TracesOptionsCheck : IValidateOptions<TracesOptions>
{
    public ValidateOptionsResult Validate(string? name, TracesOptions options)
    {
        var failures = BackendOptionsCheck.Of("Traces", options, "http://127.0.0.1:16686").ToList();
        if (options.Tenant.Any(char.IsControl))
            failures.Add("Traces:Tenant has a line break or another control character.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
