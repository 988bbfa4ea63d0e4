using OpsPortal.Features.Incidents.Intake.Door;

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

    /// <summary>Deliveries a minute that one sender may make; what is over is answered 503. The default is 6,000.</summary>
    public int DeliveriesPerMinute { get; set; } = 6000;

    /// <summary>Senders that sign their bodies. The default is none: senders carry a token.</summary>
    public List<IntegrationOptions> Integrations { get; set; } = [];

    /// <summary>Days that bodies are kept as they came. The default is 14.</summary>
    public int KeepDeliveriesDays { get; set; } = 14;

    /// <summary>How many bodies are kept at most; the oldest go first. The default is 200,000.</summary>
    public int KeepDeliveries { get; set; } = 200_000;

    /// <summary>The alert that always fires, to show that alerts get through. The default is Watchdog.</summary>
    public string HeartbeatAlert { get; set; } = "Watchdog";

    /// <summary>Further such alerts, one for each further Prometheus.</summary>
    public List<string> MoreHeartbeats { get; set; } = [];

    /// <summary>All alerts that always fire.</summary>
    public string[] Heartbeats => [.. MoreHeartbeats.Prepend(HeartbeatAlert).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Seconds between two looks at Alertmanager's and Prometheus' own lists of alerts; 0 never looks. The default is 15.</summary>
    public int ReconcileSeconds { get; set; } = 15;

    /// <summary>Minutes that an alert must be gone from both lists before it is taken for ended, where Alertmanager may still tell it. The default is 10.</summary>
    public int GoneMinutes { get; set; } = 10;

    /// <summary>Minutes without the heartbeat after which an incident says that alerts may not get through. The default is 10.</summary>
    public int HeartbeatLateMinutes { get; set; } = 10;

    /// <summary>The alert that tells people when the portal is away; never taken here. The default is OpsPortalFallback.</summary>
    public string FallbackAlert { get; set; } = "OpsPortalFallback";
}
