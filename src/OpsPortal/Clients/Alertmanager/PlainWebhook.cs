using System.Text.Json;
using static OpsPortal.Clients.Alertmanager.WebhookJson;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>
/// The plain form, for programs that speak neither Alertmanager's nor Grafana's: one alert, or <c>{"alerts": […]}</c>. An alert
/// is known by its name, service, key and labels; <c>name</c> is all that it must have.
/// </summary>
internal static class PlainWebhook
{
    public static WebhookDelivery Read(JsonElement root, DateTimeOffset receivedAt)
    {
        if (!root.TryGetProperty("alerts", out var alerts))
            return Delivery([Alert(root, "", receivedAt)]);
        if (alerts.ValueKind != JsonValueKind.Array)
            throw new FormatException("alerts: is missing or not a list.");
        return Delivery([.. alerts.EnumerateArray().Select((alert, index) => alert.ValueKind == JsonValueKind.Object
            ? Alert(alert, $"alerts[{index}].", receivedAt)
            : throw new FormatException($"alerts[{index}]: must be an object, not {Name(alert.ValueKind)}."))]);
    }

    private static WebhookDelivery Delivery(IReadOnlyList<WebhookAlert> alerts) => new("", "", "", 0, alerts) { Source = AlertSource.Plain };

    private static WebhookAlert Alert(JsonElement alert, string path, DateTimeOffset receivedAt)
    {
        var labels = Texts(alert, "labels", path + "labels");
        labels["alertname"] = Text(alert, "name", path + "name", required: true) is { Length: > 0 } name ? name : throw new FormatException($"{path}name: is empty.");
        foreach (var key in new[] { "service", "team", "key" })
        {
            if (Text(alert, key, path + key) is { Length: > 0 } value)
                labels[key] = value;
        }
        // How bad it is may change while it is the same alert.
        var fingerprint = AlertFingerprint.Of(labels);
        if (Text(alert, "severity", path + "severity") is { Length: > 0 } severity)
            labels["severity"] = severity;
        var fires = Text(alert, "status", path + "status") is not { Length: > 0 } status || Status(status, path.TrimEnd('.'));
        var ends = fires ? (DateTimeOffset?)null : Optional(alert, "endsAt", path) ?? Micros(receivedAt);
        var starts = Optional(alert, "startsAt", path) ?? ends ?? Micros(receivedAt);
        return new WebhookAlert(fingerprint, starts, ends < starts ? starts : ends, labels, Annotations(alert, path), Text(alert, "url", path + "url"));
    }

    private static Dictionary<string, string> Annotations(JsonElement alert, string path)
    {
        var annotations = Texts(alert, "annotations", path + "annotations");
        foreach (var key in new[] { "summary", "description", "runbook_url" })
        {
            if (Text(alert, key, path + key) is { Length: > 0 } text)
                annotations[key] = text;
        }
        return annotations;
    }

    private static DateTimeOffset? Optional(JsonElement alert, string key, string path)
        => alert.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? Time(alert, key, path + key) : null;
}
