using Microsoft.Extensions.Options;

namespace OpsPortal.Clients.Backend;

/// <summary>Every mistake in a back end's settings at once, each with its key: those of any back end, then its own.</summary>
/// <param name="section">The settings' section: <c>Loki</c>.</param>
/// <param name="example">An address that would be right.</param>
internal abstract class BackendOptionsCheck<T>(string section, string example) : IValidateOptions<T> where T : BackendOptions
{
    public ValidateOptionsResult Validate(string? name, T options)
        => ((string[])[.. Of(options), .. Own(options)]) is { Length: > 0 } failures ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

    /// <summary>What can be wrong with this back end's further settings.</summary>
    protected virtual IEnumerable<string> Own(T o) => [];

    private IEnumerable<string> Of(T o)
    {
        var http = Uri.TryCreate(o.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        if (o.Url.Length > 0 && !http)
            yield return $"{section}:Url must be empty or an absolute http(s) address, like {example}.";
        if (o.TimeoutSeconds is < 1 or > 600)
            yield return $"{section}:TimeoutSeconds must be between 1 and 600.";
        if (o.MaxResponseBytes is < 1024 * 1024 or > int.MaxValue)
            yield return $"{section}:MaxResponseBytes must be between 1048576 (1 MiB) and 2147483647.";
        foreach (var (key, file) in new[]
        {
            ("BearerTokenFile", o.BearerTokenFile), ("PasswordFile", o.PasswordFile), ("CaFile", o.CaFile), ("ClientCertificateFile", o.ClientCertificateFile), ("ClientKeyFile", o.ClientKeyFile),
        }.Concat(o.MoreFiles))
        {
            if (file.Length > 0 && !File.Exists(file))
                yield return $"{section}:{key} names a file that is not there.";
        }
        if ((o.Username.Length == 0) != (o.PasswordFile.Length == 0))
            yield return $"{section}:Username and {section}:PasswordFile must be given together.";
        if (o.Username.Length > 0 && o.BearerTokenFile.Length > 0)
            yield return $"{section}:BearerTokenFile and {section}:Username exclude each other.";
        if ((o.ClientCertificateFile.Length == 0) != (o.ClientKeyFile.Length == 0))
            yield return $"{section}:ClientCertificateFile and {section}:ClientKeyFile must be given together.";
        if ((o.CaFile.Length > 0 || o.ClientCertificateFile.Length > 0) && http && url!.Scheme == "http")
            yield return $"{section}:CaFile and {section}:ClientCertificateFile are for https, but {section}:Url is http.";
        if (o is TenantOptions tenanted && tenanted.Tenant.Any(char.IsControl))
            yield return $"{section}:Tenant has a line break or another control character.";
    }
}
