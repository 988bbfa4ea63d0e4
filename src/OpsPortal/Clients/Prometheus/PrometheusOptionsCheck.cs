using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Every mistake in the settings of all servers at once, each with its key.</summary>
internal sealed partial class PrometheusOptionsCheck : IValidateOptions<PrometheusOptions>
{
    private static readonly string[] OwnHeaders = ["Authorization", "Host", "Content-Type", "Content-Length", "Accept-Encoding", "Connection", "Transfer-Encoding"];

    public ValidateOptionsResult Validate(string? name, PrometheusOptions options)
    {
        var failures = Of("Prometheus", options, needsUrl: false).ToList();
        foreach (var (server, its) in options.Servers)
        {
            if (!ServerName().IsMatch(server) || string.Equals(server, PrometheusServers.Default, StringComparison.OrdinalIgnoreCase))
                failures.Add($"Prometheus:Servers:{server} is no name for a server: use 1 to 40 letters, digits, - and _, and not “{PrometheusServers.Default}”, which is Prometheus:Url.");
            failures.AddRange(Of("Prometheus:Servers:" + server, its, needsUrl: true));
        }
        var cache = options.Cache;
        if (cache.MaxPoints is < 10_000 or > 1_000_000_000)
            failures.Add("Prometheus:Cache:MaxPoints must be between 10000 and 1000000000.");
        if (cache.FreshSeconds is < 0 or > 86_400)
            failures.Add("Prometheus:Cache:FreshSeconds must be between 0 and 86400.");
        if (cache.KeepSeconds is < 1 or > 86_400)
            failures.Add("Prometheus:Cache:KeepSeconds must be between 1 and 86400.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Of(string key, PrometheusServerOptions o, bool needsUrl)
    {
        var http = Uri.TryCreate(o.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        if (o.Url.Length > 0 && !http || o.Url.Length == 0 && needsUrl)
            yield return $"{key}:Url must be {(needsUrl ? "" : "empty or ")}an absolute http(s) address, like http://127.0.0.1:9090.";
        if (o.ExternalUrl.Length > 0 && !(Uri.TryCreate(o.ExternalUrl, UriKind.Absolute, out var external) && external.Scheme is "http" or "https"))
            yield return $"{key}:ExternalUrl must be empty or an absolute http(s) address.";
        if (o.TimeoutSeconds is < 1 or > 600)
            yield return $"{key}:TimeoutSeconds must be between 1 and 600.";
        if (o.MaxResponseBytes is < 1024 * 1024 or > int.MaxValue)
            yield return $"{key}:MaxResponseBytes must be between 1048576 (1 MiB) and 2147483647.";
        if (o.MaxConcurrent is < 1 or > 1000)
            yield return $"{key}:MaxConcurrent must be between 1 and 1000.";
        if (o.MaxQueued is < 0 or > 100_000)
            yield return $"{key}:MaxQueued must be between 0 and 100000.";
        if (o.TraceUrl.Length > 0 && !TraceUrl().IsMatch(o.TraceUrl))
            yield return $"{key}:TraceUrl must be an http(s) address or a path with a label of exemplars in braces, like https://traces.example/trace/{{trace_id}}.";
        foreach (var (name, file) in new[]
        {
            ("BearerTokenFile", o.BearerTokenFile), ("BasicPasswordFile", o.BasicPasswordFile), ("CaFile", o.CaFile),
            ("ClientCertificateFile", o.ClientCertificateFile), ("ClientKeyFile", o.ClientKeyFile),
        })
        {
            if (file.Length > 0 && !File.Exists(file))
                yield return $"{key}:{name} names a file that is not there: {file}";
        }
        if (o.BearerTokenFile.Length > 0 && o.BasicUser.Length > 0)
            yield return $"{key}: BearerTokenFile and BasicUser exclude each other; set one of them.";
        if (o.BasicUser.Length > 0 != o.BasicPasswordFile.Length > 0)
            yield return $"{key}: BasicUser and BasicPasswordFile go together; set both or none.";
        if (o.ClientCertificateFile.Length > 0 != o.ClientKeyFile.Length > 0)
            yield return $"{key}: ClientCertificateFile and ClientKeyFile go together; set both or none.";
        if ((o.CaFile.Length > 0 || o.ClientCertificateFile.Length > 0) && http && url!.Scheme == "http")
            yield return $"{key}: CaFile and ClientCertificateFile are for https, but {key}:Url is http.";
        foreach (var (header, value) in o.Headers)
        {
            if (!HeaderName().IsMatch(header) || OwnHeaders.Contains(header, StringComparer.OrdinalIgnoreCase))
                yield return $"{key}:Headers:{header} is no header that can be set here.";
            else if (value.Any(char.IsControl))
                yield return $"{key}:Headers:{header} has a line break or another control character in its value.";
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    private static partial Regex ServerName();

    [GeneratedRegex(@"^(?:https?://[^\s{}/]+|/(?!/))[^\s{}]*\{\w+\}[^\s{}]*$")]
    private static partial Regex TraceUrl();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    private static partial Regex HeaderName();
}
