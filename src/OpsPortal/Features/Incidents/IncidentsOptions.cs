namespace OpsPortal.Features.Incidents;

/// <summary>Section <c>Incidents</c>.</summary>
public sealed class IncidentsOptions
{
    /// <summary>Alerts of one service that begin within this many minutes belong together. The default is 10.</summary>
    public int JoinWithinMinutes { get; set; } = 10;

    /// <summary>Largest webhook body, in bytes. The default is 8 MiB: a thousand alerts are 0.4 MB.</summary>
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Seconds until an alert that the database hasn't taken is answered 503. Alertmanager gives up after 10 s. The default is 5.
    /// </summary>
    public int IntakeTimeoutSeconds { get; set; } = 5;

    /// <summary>Days that bodies are kept as they came. The default is 14.</summary>
    public int KeepDeliveriesDays { get; set; } = 14;

    /// <summary>How many bodies are kept at most; the oldest go first. The default is 200,000.</summary>
    public int KeepDeliveries { get; set; } = 200_000;

    /// <summary>The alert that always fires, to show that alerts get through. The default is Watchdog.</summary>
    public string HeartbeatAlert { get; set; } = "Watchdog";

    /// <summary>Minutes without the heartbeat after which pages say that alerts may not get through. The default is 10.</summary>
    public int HeartbeatLateMinutes { get; set; } = 10;

    /// <summary>The alert that tells people when the portal is away; never taken here. The default is OpsPortalFallback.</summary>
    public string FallbackAlert { get; set; } = "OpsPortalFallback";
}
