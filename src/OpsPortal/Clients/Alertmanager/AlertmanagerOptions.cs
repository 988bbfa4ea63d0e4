namespace OpsPortal.Clients.Alertmanager;

/// <summary>Section <c>Alertmanager</c>: the server that is asked; what it sends comes in by the webhook, configured there.</summary>
public sealed class AlertmanagerOptions
{
    /// <summary>Base address; empty means: not configured, and pages say so.</summary>
    public string Url { get; set; } = "";

    /// <summary>Seconds that one question may take. The default is 5.</summary>
    public int TimeoutSeconds { get; set; } = 5;
}
