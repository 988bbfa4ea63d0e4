using System.Security.Cryptography;
using System.Text;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Correlating;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>One alert of a delivery, with all that the delivery says about it and what the catalog makes of it.</summary>
/// <param name="Service">The service label, or null.</param>
/// <param name="Opens">Its priority opens an incident; false for the heartbeat.</param>
public sealed record IncomingAlert(
    string Fingerprint, string Name, string? Service, string? Team, string Severity, Priority Priority, bool Opens, string Scope,
    WebhookAlert Latest, IReadOnlyList<Fact> Facts)
{
    /// <summary>Ways to incidents beside its own scope, the closest first.</summary>
    public IReadOnlyList<KeyLink> Links { get; init; } = [];

    /// <summary>What further alerts find its incident by.</summary>
    public IEnumerable<string> Keys => Links.Where(link => link.IsOwn).Select(link => link.Key).Prepend(Scope);

    /// <summary>How its end is told: "ended", or how the portal came to know of it.</summary>
    public string EndedHow { get; init; } = "ended";

    private const int MostIndexed = 300;
    private static readonly string[] Shared = ["alertname", "service", "severity", "team", "job", "cluster", "replica"];

    /// <summary>What tells this alert from others of its name, for a sentence: its instance, or its other labels.</summary>
    public string Which => Latest.Label("instance") is { Length: > 0 } instance && !Latest.Labels.Keys.Except(Shared).Except(["instance"]).Any()
        ? instance
        : string.Join(", ", Latest.Labels.Where(label => !Shared.Contains(label.Key)).OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Key}={Short(label.Value)}").Take(4));

    public string Title
    {
        get
        {
            var text = Latest.Annotation("summary") is { Length: > 0 } summary ? summary : Latest.Annotation("description");
            var line = text.Trim().Split('\n')[0].Trim();
            return line.Length == 0 ? Service is null ? Name : $"{Name} ({Service})" : HostileText.Cut(line, 200);
        }
    }

    /// <returns>One entry a fingerprint, in the order of fingerprints (rows are locked in it); alerts that the portal never takes are left out.</returns>
    public static IReadOnlyList<IncomingAlert> From(WebhookDelivery delivery, IntakeContext context) =>
    [
        .. from alert in delivery.Alerts
           where alert.Label("alertname") != context.Options.FallbackAlert
           group alert by alert.Fingerprint into same
           orderby same.Key
           select From([.. same], delivery.GroupKey, context),
    ];

    /// <summary>The same alert, told one or several times by one delivery.</summary>
    public static IncomingAlert From(WebhookAlert[] same, string groupKey, IntakeContext context)
    {
        var latest = same[^1];
        var name = latest.Label("alertname") is { Length: > 0 } given ? Bounded(given) : "(no alertname)";
        var service = latest.Label("service") is { Length: > 0 } label ? Bounded(label) : null;
        var team = latest.Label("team") is { Length: > 0 } own ? Bounded(own) : service is null ? null : context.Catalog.Find(service)?.Team;
        var severity = Bounded(latest.Label(context.Severities.Label));
        var priority = context.Severities.Of(severity, service, team);
        return new IncomingAlert(
            latest.Fingerprint, name, service, team, severity, priority, context.Severities.OpensIncident.Contains(priority) && !context.Options.Heartbeats.Contains(name),
            Bounded(Correlation.Scope(name, service, groupKey)), latest, [.. same.Select(alert => new Fact(alert.StartsAt, alert.EndsAt)).Distinct()])
        {
            Links = [.. KeyLinks.Of(service, latest.Labels, context.Rules, context.Catalog).Select(link => link with { Key = Bounded(link.Key) })],
        };
    }

    // What is indexed must fit an index; two that differ in the end stay two.
    private static string Bounded(string text)
        => text.Length <= MostIndexed ? text : $"{text[..MostIndexed]}… {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..6])}";

    private static string Short(string value) => HostileText.Cut(value, 40);
}
