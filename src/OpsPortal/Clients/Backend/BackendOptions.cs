namespace OpsPortal.Clients.Backend;

/// <summary>How a back end over HTTP is reached; each has a section of its own.</summary>
public abstract class BackendOptions
{
    /// <summary>Base address; empty means: not configured, and pages say so.</summary>
    public string Url { get; set; } = "";

    /// <summary>File that holds a bearer token, or empty. Read for each question, so that it can be rotated.</summary>
    public string BearerTokenFile { get; set; } = "";

    /// <summary>User of basic authentication, or empty.</summary>
    public string Username { get; set; } = "";

    /// <summary>File that holds the password of <see cref="Username"/>.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>PEM file of the authorities that the server's certificate is checked against, in place of the system's; or empty.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>PEM file of the certificate that the portal shows, or empty; goes with <see cref="ClientKeyFile"/>.</summary>
    public string ClientCertificateFile { get; set; } = "";

    /// <summary>PEM file of the private key of <see cref="ClientCertificateFile"/>.</summary>
    public string ClientKeyFile { get; set; } = "";

    /// <summary>Seconds that one question may take. The default is 30.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Largest answer that is read, in bytes after decompression. The default is 32 MiB.</summary>
    public long MaxResponseBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary>Further files with secrets, by the setting's name.</summary>
    internal virtual IEnumerable<(string Key, string File)> MoreFiles => [];
}
