namespace OpsPortal.Features.Incidents.Reading;

/// <summary>The rows of one view, and how many there are elsewhere.</summary>
/// <param name="Matching">How many match; more than the rows when the limit cut them.</param>
public sealed record IncidentList(IReadOnlyList<IncidentRow> Incidents, IReadOnlyList<AlertRow> Alerts, int Matching, IncidentCounts Counts);

/// <summary>For the tabs; nothing narrows them.</summary>
public sealed record IncidentCounts
{
    public int Open { get; init; }
    public int Unacknowledged { get; init; }

    /// <summary>Alerts of no incident that fire.</summary>
    public int FiringAlerts { get; init; }

    /// <summary>Anything at all, ever.</summary>
    public bool Any { get; init; }
}

/// <summary>One time of firing of one alert.</summary>
public sealed record AlertRow
{
    public long Id { get; init; }
    public string Fingerprint { get; init; } = "";
    public string Name { get; init; } = "";
    public string? Service { get; init; }
    public string Severity { get; init; } = "";
    public Priority Priority { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
    public string GeneratorUrl { get; init; } = "";
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>Null while it fires.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the portal heard of it first.</summary>
    public DateTimeOffset FirstReceivedAt { get; init; }

    /// <summary>When Alertmanager last said anything about this alert.</summary>
    public DateTimeOffset LastSeenAt { get; init; }
    public long? IncidentNumber { get; init; }
    public string? JoinedBecause { get; init; }

    /// <summary>Ids of Alertmanager's silences that hold it back now.</summary>
    public IReadOnlyList<string> SilencedBy { get; init; } = [];

    /// <summary>Fingerprints of the alerts that inhibit it now.</summary>
    public IReadOnlyList<string> InhibitedBy { get; init; } = [];

    /// <summary>The portal concluded its end; nobody told it.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>When an end was told that isn't believed, since Prometheus was away; null when none was.</summary>
    public DateTimeOffset? DoubtedAt { get; init; }

    /// <summary>Why it is taken for a symptom of another alert; null when it isn't.</summary>
    public string? SuppressedBecause { get; init; }

    public bool Fires => EndsAt is null;

    public string Annotation(string name) => Annotations.GetValueOrDefault(name, "");

    /// <summary>Labels that tell it from others, without those that have a place of their own.</summary>
    public IEnumerable<KeyValuePair<string, string>> OwnLabels => Labels
        .Where(label => label.Key is not ("alertname" or "service" or "severity" or "team")).OrderBy(label => label.Key, StringComparer.Ordinal);
}

/// <summary>An entry of a timeline.</summary>
public sealed record TimelineEntry
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }
    public TimelineKind Kind { get; init; }
    public string ActorKind { get; init; } = "";
    public string ActorName { get; init; } = "";
    public string? Address { get; init; }
    public string Text { get; init; } = "";
}

/// <summary>All that the page of one incident shows.</summary>
/// <param name="Timeline">The newest first, at most 500.</param>
/// <param name="Alerts">Firing ones first, at most 200.</param>
/// <param name="AlsoFiring">Alerts of the same service that fire and aren't part of it.</param>
public sealed record IncidentDetail(IncidentRow Incident, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<AlertRow> Alerts, int Episodes, IReadOnlyList<AlertRow> AlsoFiring);
