using OpsPortal.Clients.Alertmanager;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>Whether alerts get through, and when they last did: kept in memory, shared by pages and metrics.</summary>
public sealed class IntakeStatus
{
    private readonly Lock _lock = new();

    /// <summary>When any delivery was kept last, by this or another replica; null when there never was one.</summary>
    public DateTimeOffset? LastDeliveryAt { get; private set; }

    /// <summary>When the always-firing alert came in last; null when it never did.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; private set; }

    /// <summary>False while the database can't keep alerts.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why it isn't ready; "" while it is.</summary>
    public string Problem { get; private set; } = "The database was not asked yet.";

    public void Kept(WebhookDelivery delivery, IReadOnlyCollection<string> heartbeats, DateTimeOffset at)
        => Read(at, delivery.Alerts.Any(alert => alert.IsFiring && heartbeats.Contains(alert.Label("alertname"))) ? at : null);

    /// <summary>Takes what the database says; older times than the known ones change nothing.</summary>
    public void Read(DateTimeOffset? lastDeliveryAt, DateTimeOffset? lastHeartbeatAt)
    {
        lock (_lock)
        {
            LastDeliveryAt = Later(LastDeliveryAt, lastDeliveryAt);
            LastHeartbeatAt = Later(LastHeartbeatAt, lastHeartbeatAt);
            (IsReady, Problem) = (true, "");
        }
    }

    public void Failed(string problem)
    {
        lock (_lock)
            (IsReady, Problem) = (false, problem);
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;
}
