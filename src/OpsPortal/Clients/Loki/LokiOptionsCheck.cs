using Microsoft.Extensions.Options;

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
        var http = Uri.TryCreate(o.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        if (o.Url.Length > 0 && !http)
            yield return "Loki:Url must be empty or an absolute http(s) address, like http://127.0.0.1:3100.";
        if (o.TimeoutSeconds is < 1 or > 600)
            yield return "Loki:TimeoutSeconds must be between 1 and 600.";
        if (o.MaxResponseBytes is < 1024 * 1024 or > int.MaxValue)
            yield return "Loki:MaxResponseBytes must be between 1048576 (1 MiB) and 2147483647.";
        if (o.MaxLines is < 100 or > 50_000)
            yield return "Loki:MaxLines must be between 100 and 50000.";
        foreach (var (key, file) in new[]
        {
            ("BearerTokenFile", o.BearerTokenFile), ("PasswordFile", o.PasswordFile), ("CaFile", o.CaFile), ("ClientCertificateFile", o.ClientCertificateFile), ("ClientKeyFile", o.ClientKeyFile),
        })
        {
            if (file.Length > 0 && !File.Exists(file))
                yield return $"Loki:{key} names a file that is not there.";
        }
        if ((o.Username.Length == 0) != (o.PasswordFile.Length == 0))
            yield return "Loki:Username and Loki:PasswordFile must be given together.";
        if (o.Username.Length > 0 && o.BearerTokenFile.Length > 0)
            yield return "Loki:BearerTokenFile and Loki:Username exclude each other.";
        if ((o.ClientCertificateFile.Length == 0) != (o.ClientKeyFile.Length == 0))
            yield return "Loki:ClientCertificateFile and Loki:ClientKeyFile must be given together.";
        if ((o.CaFile.Length > 0 || o.ClientCertificateFile.Length > 0) && http && url!.Scheme == "http")
            yield return "Loki:CaFile and Loki:ClientCertificateFile are for https, but Loki:Url is http.";
        if (o.Tenant.Any(char.IsControl))
            yield return "Loki:Tenant has a line break or another control character.";
    }
}
