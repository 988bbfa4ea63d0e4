namespace OpsPortal.Features.Incidents.Intake;

/// <summary>The incident of some episodes: one that is there, or one that this delivery opens.</summary>
public sealed class IncidentSlot
{
    /// <summary>0 until a new one is written.</summary>
    public long Number { get; set; }

    /// <summary>The alert that opens it; null when it was there before.</summary>
    public IncomingAlert? OpenedBy { get; init; }
}

/// <param name="Incident">Null for alerts whose priority opens none.</param>
/// <param name="Because">Why it is in that incident; null when it was before.</param>
public sealed record PlannedEpisode(IncomingAlert Alert, EpisodeChange Change, IncidentSlot? Incident, string? Because);

/// <summary>What a delivery changes. Made without I/O, so that it can be tried against any history.</summary>
public sealed record IntakePlan(IReadOnlyList<PlannedEpisode> Episodes, IReadOnlyList<IncidentSlot> Incidents)
{
    public static IntakePlan Make(
        IReadOnlyList<IncomingAlert> alerts, ILookup<string, KnownEpisode> known, ILookup<string, Candidate> candidates, TimeSpan window)
    {
        var slots = new Dictionary<long, IncidentSlot>();
        var open = candidates.ToDictionary(scope => scope.Key, scope => scope.Select(one => (Candidate: one, Slot: Slot(slots, one.Number))).ToList(), StringComparer.Ordinal);
        var planned = new List<PlannedEpisode>();
        var changes = from alert in alerts
                      from change in EpisodeMatch.Changes([.. known[alert.Fingerprint]], alert.Facts)
                      orderby alert.Priority, change.Span.StartsAt, alert.Fingerprint
                      select (alert, change);
        foreach (var (alert, change) in changes)
        {
            foreach (var absorbed in change.Absorbed.Where(row => row.Incident is not null))
                Slot(slots, absorbed.Incident!.Value);
            var had = change.Row?.Incident ?? change.SiblingIncident ?? change.Absorbed.FirstOrDefault(row => row.Incident is not null)?.Incident;
            if (had is { } number)
                planned.Add(new PlannedEpisode(alert, change, Slot(slots, number), change.Row?.Incident is null ? "the same alert, told in another order" : null));
            else if (alert.Opens && change.Row is null)
                planned.Add(Join(alert, change, open, window));
            else
                planned.Add(new PlannedEpisode(alert, change, null, null));
        }
        return new IntakePlan(planned, [.. slots.Values.Concat(planned.Select(one => one.Incident).OfType<IncidentSlot>()).Distinct()
            .Where(slot => slot.OpenedBy is not null || planned.Any(one => one.Incident == slot || one.Change.Absorbed.Any(row => row.Incident == slot.Number)))]);
    }

    private static PlannedEpisode Join(
        IncomingAlert alert, EpisodeChange change, Dictionary<string, List<(Candidate Candidate, IncidentSlot Slot)>> open, TimeSpan window)
    {
        if (!open.TryGetValue(alert.Scope, out var here))
            open[alert.Scope] = here = [];
        var choice = Correlation.Choose(alert.Name, alert.Service, change.Span, here.Select(one => one.Candidate), window);
        var slot = choice is null ? new IncidentSlot { OpenedBy = alert } : here.First(one => one.Candidate == choice.Value.Incident).Slot;
        if (choice is { } chosen)
            here.RemoveAll(one => one.Candidate == chosen.Incident);
        here.Add((With(choice?.Incident, alert, change.Span), slot));
        return new PlannedEpisode(alert, change, slot, choice?.Because);
    }

    // The incident as the next alert of the same delivery meets it.
    private static Candidate With(Candidate? before, IncomingAlert alert, EpisodeSpan span) => before is null
        ? new Candidate(0, alert.Scope, new HashSet<string>([alert.Name], StringComparer.Ordinal), false, false, null, span.StartsAt, span.StartsAt, span.EndsAt)
        : before with
        {
            AlertNames = before.AlertNames.Contains(alert.Name) ? before.AlertNames : new HashSet<string>([.. before.AlertNames, alert.Name], StringComparer.Ordinal),
            IsResolved = before.IsResolved && span.EndsAt is not null,
            FirstStart = before.FirstStart < span.StartsAt ? before.FirstStart : span.StartsAt,
            LastStart = before.LastStart > span.StartsAt ? before.LastStart : span.StartsAt,
            LastEnd = before.LastEnd is null || span.EndsAt > before.LastEnd ? span.EndsAt ?? before.LastEnd : before.LastEnd,
        };

    private static IncidentSlot Slot(Dictionary<long, IncidentSlot> slots, long number)
        => slots.TryGetValue(number, out var slot) ? slot : slots[number] = new IncidentSlot { Number = number };
}
