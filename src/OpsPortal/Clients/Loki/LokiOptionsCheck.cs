using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Loki;

/// <summary>Every mistake in the settings at once, each with its key.</summary>
internal sealed class LokiOptionsCheck : IValidateOptions<LokiOptions>
{
    public ValidateOptionsResult Validate(string? name, LokiOptions options)
    {
        var failures = Of(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Of(LokiOptions o)
    {
        foreach (var failure in BackendOptionsCheck.Of("Loki", o, "http://127.0.0.1:3100"))
            yield return failure;
        if (o.MaxLines is < 100 or > 50_000)
            yield return "Loki:MaxLines must be between 100 and 50000.";
        if (o.Tenant.Any(char.IsControl))
            yield return "Loki:Tenant has a line break or another control character.";
    }
}
