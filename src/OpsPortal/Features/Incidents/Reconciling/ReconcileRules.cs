using OpsPortal.Clients.Alertmanager;
using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Features.Incidents.Reconciling;

/// <summary>An alert of Alertmanager whose latest time of firing is open, or ended by a conclusion.</summary>
public sealed record WatchedAlert
{
    public string Fingerprint { get; init; } = "";
    public string Name { get; init; } = "";
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public string GeneratorUrl { get; init; } = "";
    public long Episode { get; init; }
    public long? Incident { get; init; }
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>Null while it fires; else concluded.</summary>
    public DateTimeOffset? EndsAt { get; init; }
    public IReadOnlyList<Fact> Doubted { get; init; } = [];
    public DateTimeOffset? DoubtedAt { get; init; }

    /// <summary>Alertmanager's list is the one that would hold it: it did before, or holds others of the same sender.</summary>
    public bool IsVouchedFor { get; init; }
    public bool WasListed { get; init; }
    public DateTimeOffset? GoneSince { get; init; }
    public string[] SilencedBy { get; init; } = [];
    public string[] InhibitedBy { get; init; } = [];
}

/// <summary>What to write of one alert; null members leave things as they are.</summary>
/// <param name="GoneSince">Set with <paramref name="SetsGone"/>.</param>
/// <param name="Listed">What Alertmanager says now, when it differs from what is stored.</param>
public sealed record ReconcileStep(Conclusion? Conclusion = null, bool SetsGone = false, DateTimeOffset? GoneSince = null, ListedAlert? Listed = null);

/// <summary>Decides, without I/O, what the lists of Alertmanager and Prometheus say about one alert.</summary>
/// <remarks>
/// An end is concluded only when both lists say so for a while: Alertmanager forgets alerts when it starts anew, and Prometheus
/// lists none until it evaluated its rules. Of a silenced or inhibited alert no end is ever told, of others it may be on its way.
/// </remarks>
public sealed class ReconcileRules(TimeSpan goneForLong, PrometheusViews views, DateTimeOffset now)
{
    /// <summary>How long a silenced or inhibited alert must be gone.</summary>
    public static readonly TimeSpan GoneForShort = TimeSpan.FromMinutes(1);

    /// <summary>How long Prometheus must answer until its list is believed: by then each rule was evaluated.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(3);

    public ReconcileStep Decide(WatchedAlert alert, ListedAlert? listed)
    {
        if (listed is not null)
            return Listed(alert, listed);
        var prometheus = views.Of(alert);
        if (alert.EndsAt is not null || !alert.IsVouchedFor || !prometheus.MayBeBelieved(now))
            return new ReconcileStep();
        if (prometheus.Lists(alert))
            return alert.GoneSince is null ? new ReconcileStep() : new ReconcileStep(SetsGone: true);
        if (alert.Doubted.Count > 0)
            return new ReconcileStep(new Conclusion(alert.Fingerprint, alert.Episode, ConclusionKind.Believed, alert.Doubted, "ended: Prometheus answers again and doesn't list it"));
        if (alert.GoneSince is not { } since)
            return new ReconcileStep(SetsGone: true, GoneSince: now);
        var held = alert.SilencedBy.Length > 0 ? "while it was silenced" : alert.InhibitedBy.Length > 0 ? "while it was inhibited" : null;
        if (now - since < (held is not null && prometheus.IsConfigured ? GoneForShort : goneForLong))
            return new ReconcileStep();
        var who = prometheus.IsConfigured ? "neither Alertmanager nor Prometheus lists it" : "Alertmanager doesn't list it";
        var how = held is null ? $"ended without a word: {who} since {since:HH:mm:ss} UTC" : $"ended {held}, of which Alertmanager tells nothing: {who} since {since:HH:mm:ss} UTC";
        return new ReconcileStep(new Conclusion(alert.Fingerprint, alert.Episode, ConclusionKind.Gone, [new Fact(alert.StartsAt, since > alert.StartsAt ? since : alert.StartsAt)], how));
    }

    private static ReconcileStep Listed(WatchedAlert alert, ListedAlert listed)
    {
        var differs = !alert.WasListed || !alert.SilencedBy.Order().SequenceEqual(listed.SilencedBy.Order()) || !alert.InhibitedBy.Order().SequenceEqual(listed.InhibitedBy.Order());
        var step = new ReconcileStep(SetsGone: alert.GoneSince is not null, Listed: differs ? listed : null);
        // One that begins anew comes by the webhook, as a time of firing of its own.
        if (alert.EndsAt is { } end)
            return listed.StartsAt <= end ? step with { Conclusion = new Conclusion(alert.Fingerprint, alert.Episode, ConclusionKind.FiresStill, [], "") } : step;
        return step;
    }
}

/// <summary>What each Prometheus lists, by its name.</summary>
/// <param name="serverOf">The name of the server that an alert's <c>generatorURL</c> belongs to.</param>
public sealed class PrometheusViews(IReadOnlyDictionary<string, PrometheusView> servers, Func<string, string> serverOf)
{
    public PrometheusView Of(WatchedAlert alert) => servers[serverOf(alert.GeneratorUrl)];
}

/// <summary>One Prometheus' own list of alerts, pending ones included.</summary>
/// <param name="isConfigured">False: there is none to be asked.</param>
/// <param name="answersSince">Null while it doesn't answer.</param>
/// <param name="alerts">Their labels, without the external ones that it adds when it sends them.</param>
public sealed class PrometheusView(bool isConfigured, DateTimeOffset? answersSince, IEnumerable<IReadOnlyDictionary<string, string>> alerts)
{
    private readonly ILookup<string, IReadOnlyDictionary<string, string>> _byName = alerts.ToLookup(labels => labels.GetValueOrDefault("alertname", ""), StringComparer.Ordinal);

    public bool IsConfigured => isConfigured;

    public bool MayBeBelieved(DateTimeOffset now) => !isConfigured || now - answersSince >= ReconcileRules.Settled;

    public bool Lists(WatchedAlert alert) => _byName[alert.Name].Any(labels => labels.All(label => alert.Labels.GetValueOrDefault(label.Key) == label.Value));
}
