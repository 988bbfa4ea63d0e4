using System.Diagnostics.Metrics;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>What <c>/metrics</c> tells about the intake.</summary>
public sealed class IntakeMetrics
{
    private readonly Counter<long> _deliveries = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_alert_deliveries_total", null, "Webhook deliveries by what became of them: stored, repeat, malformed, too_large, broken_off, refused, limited, unavailable.");
    private readonly Counter<long> _alerts = PortalMetrics.Meter.CreateCounter<long>("opsportal_alerts_received_total", null, "Alerts in deliveries that were kept, repeats included.");
    private readonly Counter<long> _episodes = PortalMetrics.Meter.CreateCounter<long>("opsportal_alert_changes_total", null, "Times of firing that began, ended or were corrected.");
    private readonly Histogram<double> _seconds = PortalMetrics.Meter.CreateHistogram<double>(
        "opsportal_alert_intake_seconds", "s", "From the first byte of a delivery to its answer.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10] });

    public IntakeMetrics(IntakeStatus status)
    {
        PortalMetrics.Meter.CreateObservableGauge(
            "opsportal_alertmanager_heartbeat_timestamp_seconds",
            () => status.LastHeartbeatAt is { } at ? [new Measurement<double>(at.ToUnixTimeMilliseconds() / 1000d)] : Array.Empty<Measurement<double>>(),
            null, "When the always-firing alert came in last; absent before the first.");
        PortalMetrics.Meter.CreateObservableGauge("opsportal_alert_intake_ready", () => status.IsReady ? 1 : 0, null, "1 while alerts can be kept, 0 while they are answered 503.");
    }

    /// <param name="sender">The token's or integration's name: administrators make them, so there are few.</param>
    public void Count(string outcome, string sender, TimeSpan took)
    {
        _deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("sender", sender));
        _seconds.Record(took.TotalSeconds);
    }

    public void Count(IntakeResult result)
    {
        _alerts.Add(result.Alerts);
        _episodes.Add(result.Changed);
    }
}
