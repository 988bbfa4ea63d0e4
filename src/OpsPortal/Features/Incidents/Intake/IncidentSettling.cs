using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>The alerts of an incident, summed up.</summary>
public sealed record AlertTotals
{
    public long Incident { get; init; }

    /// <summary>Distinct fingerprints.</summary>
    public int Alerts { get; init; }
    public int Firing { get; init; }
    public string[] Names { get; init; } = [];
    public DateTimeOffset FirstStart { get; init; }
    public DateTimeOffset LastStart { get; init; }

    /// <summary>The latest end of any; null when none ended.</summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>The most urgent priority of those that were counted now.</summary>
    public Priority Highest { get; init; }
}

/// <summary>What its alerts do to an incident: it rises in priority, clears, resolves by itself, or is open again.</summary>
public static class IncidentSettling
{
    private static readonly Actor Portal = Actor.System("OpsPortal");

    /// <param name="someBegan">An alert of it began to fire with this delivery.</param>
    /// <returns>The incident after it, and what to write on its timeline.</returns>
    public static (IncidentRow After, IReadOnlyList<TimelineDraft> Entries) Settle(IncidentRow before, AlertTotals totals, bool someBegan, DateTimeOffset now)
    {
        var entries = new List<TimelineDraft>();
        var after = before with
        {
            AlertsTotal = totals.Alerts,
            AlertsFiring = totals.Firing,
            AlertNames = totals.Names,
            FirstStartAt = totals.FirstStart,
            LastStartAt = totals.LastStart,
            LastEndAt = totals.LastEnd,
            UpdatedAt = now,
        };
        after = Priority(after, totals.Highest, now, entries);
        after = totals.Firing > 0 ? Firing(after, someBegan, now, entries) : Cleared(after, now, entries);
        return (after, entries);
    }

    private static IncidentRow Priority(IncidentRow incident, Priority highest, DateTimeOffset now, List<TimelineDraft> entries)
    {
        if (highest >= incident.Priority)
            return incident;
        if (incident.PriorityByHand)
        {
            entries.Add(new TimelineDraft(TimelineKind.Note, Portal, $"An alert of priority {highest} is part of this; the priority stays {incident.Priority}, since a person set it."));
            return incident;
        }
        var again = incident.Status == IncidentStatus.Acknowledged;
        entries.Add(new TimelineDraft(TimelineKind.Raised, Portal,
            $"Raised from {incident.Priority} to {highest} by an alert." + (again ? " It had been acknowledged as less urgent: please acknowledge again." : "")));
        return incident with
        {
            Priority = highest,
            DueFrom = now,
            Status = again ? IncidentStatus.Open : incident.Status,
            AcknowledgedAt = again ? null : incident.AcknowledgedAt,
            AcknowledgedBy = again ? null : incident.AcknowledgedBy,
        };
    }

    private static IncidentRow Firing(IncidentRow incident, bool someBegan, DateTimeOffset now, List<TimelineDraft> entries)
    {
        if (incident is not { IsResolved: true, ResolvedBySystem: true } || !someBegan)
            return incident with { ClearedAt = null };
        entries.Add(new TimelineDraft(TimelineKind.Reopened, Portal, "Open again: an alert fires."));
        return incident with
        {
            Status = IncidentStatus.Open,
            DueFrom = now,
            ClearedAt = null,
            ResolvedAt = null,
            ResolvedBy = null,
            ResolvedBySystem = false,
            AcknowledgedAt = null,
            AcknowledgedBy = null,
        };
    }

    private static IncidentRow Cleared(IncidentRow incident, DateTimeOffset now, List<TimelineDraft> entries)
    {
        if (incident.ClearedAt is not null || incident.IsResolved)
            return incident with { ClearedAt = incident.ClearedAt ?? now };
        if (incident is { Status: IncidentStatus.Open, Origin: "alert" })
        {
            entries.Add(new TimelineDraft(TimelineKind.Resolved, Portal, "All alerts cleared and nobody had acknowledged: resolved."));
            return incident with
            {
                ClearedAt = now,
                Status = IncidentStatus.Resolved,
                ResolvedAt = now,
                ResolvedBy = Portal.Name,
                ResolvedBySystem = true,
            };
        }
        entries.Add(new TimelineDraft(TimelineKind.Cleared, Portal, "All alerts cleared. It stays with whoever works on it: resolve it when it is over."));
        return incident with { ClearedAt = now };
    }
}
