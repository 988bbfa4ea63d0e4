namespace OpsPortal.Clients.Alertmanager;

/// <summary>One POST of a webhook: what Alertmanager sends (format version 4), and what of others was read into the same.</summary>
/// <param name="GroupKey">Route path and group labels: the same in time and over replicas, not over routes.</param>
/// <param name="TruncatedAlerts">How many alerts of the group were left out of the body; nothing is known about those.</param>
public sealed record WebhookDelivery(
    string Receiver, string GroupKey, string ExternalUrl, int TruncatedAlerts, IReadOnlyList<WebhookAlert> Alerts)
{
    /// <summary>One of <see cref="AlertSource"/>.</summary>
    public string Source { get; init; } = AlertSource.Alertmanager;
}

/// <summary>What kind of program told of an alert; written as it stands here.</summary>
public static class AlertSource
{
    public const string Alertmanager = "alertmanager";
    public const string Grafana = "grafana";

    /// <summary>Anything that sends the plain form.</summary>
    public const string Plain = "plain";

    /// <summary>The portal itself: a heartbeat that stopped.</summary>
    public const string Portal = "opsportal";
}

/// <summary>An alert as one delivery tells it.</summary>
/// <param name="Fingerprint">Hash of the labels, 16 hexadecimal digits.</param>
/// <param name="StartsAt">UTC, whole microseconds. May differ between deliveries about the same time of firing.</param>
/// <param name="EndsAt">Null while it fires; never before <paramref name="StartsAt"/>.</param>
public sealed record WebhookAlert(
    string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset? EndsAt,
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, string GeneratorUrl)
{
    public bool IsFiring => EndsAt is null;

    /// <summary>The label's value; "" when there is no such label.</summary>
    public string Label(string name) => Labels.GetValueOrDefault(name, "");

    /// <summary>The annotation's text; "" when there is no such annotation.</summary>
    public string Annotation(string name) => Annotations.GetValueOrDefault(name, "");
}
