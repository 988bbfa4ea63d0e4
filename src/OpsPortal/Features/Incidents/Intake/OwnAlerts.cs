using Npgsql;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>Takes the alerts of other features.</summary>
internal sealed class OwnAlerts(IntakeStore store, SeverityTable severities, TimeProvider time) : IOwnAlerts
{
    public async Task<Outcome<bool>> RaiseAsync(IReadOnlyList<OwnAlert> alerts, CancellationToken cancellationToken)
    {
        try
        {
            await store.StoreOwnAsync([.. alerts.Select(Alert)], cancellationToken);
            return Outcome<bool>.Ok(true, time.GetUtcNow());
        }
        catch (NpgsqlException error)
        {
            return Outcome<bool>.Unavailable("The database does not answer: " + error.Message, time.GetUtcNow());
        }
    }

    private WebhookAlert Alert(OwnAlert alert)
    {
        var labels = new Dictionary<string, string>(alert.Labels, StringComparer.Ordinal) { ["alertname"] = alert.Name, [severities.Label] = alert.Severity };
        if (alert.Service is not null)
            labels["service"] = alert.Service;
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["summary"] = alert.Summary, ["description"] = alert.Description };
        if (alert.Runbook.Length > 0)
            annotations["runbook_url"] = alert.Runbook;
        return new WebhookAlert(AlertFingerprint.Of(labels), WebhookJson.Micros(alert.StartsAt), alert.EndsAt is { } end ? WebhookJson.Micros(end) : null, labels, annotations, alert.Href);
    }
}
