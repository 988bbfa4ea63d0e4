namespace OpsPortal.Clients.Prometheus;

/// <summary>Section <c>Prometheus</c>.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Base address; empty means: not configured, and pages say so.</summary>
    public string Url { get; set; } = "";

    /// <summary>Seconds that one question may take; handed to the server too. The default is 20.</summary>
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>File that holds a bearer token, or empty.</summary>
    public string BearerTokenFile { get; set; } = "";

    /// <summary>Largest answer that is read, in bytes. The default is 64 MiB.</summary>
    public long MaxResponseBytes { get; set; } = 64L * 1024 * 1024;
}
