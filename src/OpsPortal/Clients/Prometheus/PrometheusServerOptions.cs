namespace OpsPortal.Clients.Prometheus;

/// <summary>How one Prometheus is reached. Section <c>Prometheus</c> for the default one, <c>Prometheus:Servers:NAME</c> for others.</summary>
public class PrometheusServerOptions
{
    /// <summary>Base address; empty means: not configured, and pages say so.</summary>
    public string Url { get; set; } = "";

    /// <summary>How its alerts name it, where that isn't <see cref="Url"/>: its <c>--web.external-url</c>. Empty: <see cref="Url"/>.</summary>
    public string ExternalUrl { get; set; } = "";

    /// <summary>Seconds that one question may take, waiting for its turn included; handed to the server too. The default is 20.</summary>
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>File that holds a bearer token, or empty. Read for each question, so that it can be rotated.</summary>
    public string BearerTokenFile { get; set; } = "";

    /// <summary>User of basic authentication, or empty; goes with <see cref="BasicPasswordFile"/>.</summary>
    public string BasicUser { get; set; } = "";

    /// <summary>File that holds the password of <see cref="BasicUser"/>.</summary>
    public string BasicPasswordFile { get; set; } = "";

    /// <summary>PEM file of the authorities that the server's certificate is checked against, in place of the system's; or empty.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>PEM file of the certificate that the portal shows, or empty; goes with <see cref="ClientKeyFile"/>.</summary>
    public string ClientCertificateFile { get; set; } = "";

    /// <summary>PEM file of the private key of <see cref="ClientCertificateFile"/>.</summary>
    public string ClientKeyFile { get; set; } = "";

    /// <summary>Sent with each question: <c>X-Scope-OrgID</c> for servers with tenants.</summary>
    public Dictionary<string, string> Headers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the traces of this server's exemplars are seen: an http(s) address, or a path, with a label in braces: <c>https://traces/trace/{trace_id}</c>. Empty: no links.</summary>
    public string TraceUrl { get; set; } = "";

    /// <summary>Largest answer that is read, in bytes after decompression. The default is 64 MiB.</summary>
    public long MaxResponseBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Questions that are asked at once; others wait for their turn. The default is 16.</summary>
    public int MaxConcurrent { get; set; } = 16;

    /// <summary>Questions that may wait; more are refused in words. The default is 256.</summary>
    public int MaxQueued { get; set; } = 256;
}
