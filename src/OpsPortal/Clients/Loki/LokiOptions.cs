namespace OpsPortal.Clients.Loki;

/// <summary>Section <c>Loki</c>.</summary>
public sealed class LokiOptions
{
    /// <summary>Base address; empty means: not configured, and pages say so.</summary>
    public string Url { get; set; } = "";

    /// <summary>Sent as <c>X-Scope-OrgID</c>; empty for a Loki without tenants.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>File that holds a bearer token, or empty.</summary>
    public string BearerTokenFile { get; set; } = "";

    /// <summary>User of basic authentication, or empty.</summary>
    public string Username { get; set; } = "";

    /// <summary>File that holds the password of <see cref="Username"/>.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Seconds that one question may take. The default is 30.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Largest answer that is read, in bytes after decompression. The default is 32 MiB.</summary>
    public long MaxResponseBytes { get; set; } = 32L * 1024 * 1024;
}
