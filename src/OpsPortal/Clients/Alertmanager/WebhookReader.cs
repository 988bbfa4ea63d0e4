using System.Text.Json;
using static OpsPortal.Clients.Alertmanager.WebhookJson;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>
/// Reads a webhook body: Alertmanager's (version "4"), Grafana's (the same fields, version "1") or, without a version, the
/// plain form of <see cref="PlainWebhook"/>. Unknown fields are left alone; a missing or mistyped one that is needed is named.
/// </summary>
public static class WebhookReader
{
    /// <param name="receivedAt">For a plain alert that tells no time.</param>
    /// <returns>The delivery, or null and what is wrong with the body, in words that name the field.</returns>
    public static (WebhookDelivery? Delivery, string? Problem) Read(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt = default)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException($"The body must be a JSON object, not {Name(root.ValueKind)}.");
            return (root.TryGetProperty("version", out _) ? Delivery(root) : PlainWebhook.Read(root, receivedAt), null);
        }
        catch (JsonException error)
        {
            return (null, $"The body is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine}).");
        }
        catch (FormatException error)
        {
            return (null, error.Message);
        }
    }

    private static WebhookDelivery Delivery(JsonElement root)
    {
        // Grafana's version is "1", and tells its organisation.
        var version = Text(root, "version", "version", required: true);
        var source = version == "4" ? AlertSource.Alertmanager : version == "1" && root.TryGetProperty("orgId", out _) ? AlertSource.Grafana
            : throw new FormatException($"version: \"{Short(version)}\" is not known here; Alertmanager 0.16 and later send \"4\", Grafana \"1\" with an orgId.");
        if (!root.TryGetProperty("alerts", out var alerts) || alerts.ValueKind != JsonValueKind.Array)
            throw new FormatException("alerts: is missing or not a list.");
        var truncated = root.TryGetProperty("truncatedAlerts", out var number) && number.ValueKind != JsonValueKind.Null
            ? number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var count) && count >= 0
                ? count
                : throw new FormatException("truncatedAlerts: must be a whole number, 0 or more.")
            : 0;
        return new WebhookDelivery(
            Text(root, "receiver", "receiver"), Text(root, "groupKey", "groupKey"), Text(root, "externalURL", "externalURL"), truncated,
            [.. alerts.EnumerateArray().Select(Alert)]) { Source = source };
    }

    private static WebhookAlert Alert(JsonElement alert, int index)
    {
        var path = $"alerts[{index}]";
        if (alert.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{path}: must be an object, not {Name(alert.ValueKind)}.");
        var fires = Status(Text(alert, "status", path + ".status", required: true), path);
        var labels = Texts(alert, "labels", path + ".labels");
        if (labels.Count == 0)
            throw new FormatException($"{path}.labels: is missing or empty; an alert is known by its labels.");
        var starts = Time(alert, "startsAt", path + ".startsAt");
        var ends = fires ? (DateTimeOffset?)null : Time(alert, "endsAt", path + ".endsAt");
        var fingerprint = Text(alert, "fingerprint", path + ".fingerprint");
        if (fingerprint.Length > 64)
            throw new FormatException($"{path}.fingerprint: is longer than 64 characters.");
        return new WebhookAlert(
            fingerprint.Length > 0 ? fingerprint : AlertFingerprint.Of(labels), starts, ends < starts ? starts : ends,
            labels, Texts(alert, "annotations", path + ".annotations"), Text(alert, "generatorURL", path + ".generatorURL"));
    }
}
