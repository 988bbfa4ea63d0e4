using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Otlp;

/// <summary>Section <c>Logs:Own:Otlp</c>: an OpenTelemetry collector, or Loki's <c>/otlp</c>.</summary>
public sealed class OtlpOptions : BackendOptions
{
    internal const string Section = "Logs:Own:Otlp";

    /// <summary>Sent as <c>X-Scope-OrgID</c>; empty for a receiver without tenants.</summary>
    public string Tenant { get; set; } = "";
}

internal sealed class OtlpOptionsCheck : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options)
    {
        var failures = BackendOptionsCheck.Of(OtlpOptions.Section, options, "http://127.0.0.1:4318").ToList();
        if (options.Tenant.Any(char.IsControl))
            failures.Add($"{OtlpOptions.Section}:Tenant has a line break or another control character.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
