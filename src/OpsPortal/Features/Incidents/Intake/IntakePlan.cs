namespace OpsPortal.Features.Incidents.Intake;

/// <summary>The incident of some episodes: one that is there, or one that this delivery opens.</summary>
public sealed class IncidentSlot
{
    /// <summary>0 until a new one is written.</summary>
    public long Number { get; set; }

    /// <summary>The alert that opens it; null when it was there before.</summary>
    public IncomingAlert? OpenedBy { get; init; }

    /// <summary>It is opened for all of a storm.</summary>
    public bool IsStorm { get; init; }
}

/// <param name="Incident">Null for alerts whose priority opens none.</param>
/// <param name="Because">Why it is in that incident; null when it was before.</param>
public sealed record PlannedEpisode(IncomingAlert Alert, EpisodeChange Change, IncidentSlot? Incident, string? Because);

/// <summary>What a delivery changes. Made without I/O, so that it can be tried against any history.</summary>
public sealed record IntakePlan(IReadOnlyList<PlannedEpisode> Episodes, IReadOnlyList<IncidentSlot> Incidents)
{
    /// <summary>The scope of the one incident of a storm.</summary>
    public const string StormKey = "storm";
    private const string StormWords = "more incidents were opened within a minute than catalog/correlation.yaml takes for single troubles (storm)";

    /// <param name="candidates">Incidents by key: those of the alerts' scopes and of their links.</param>
    /// <param name="mayOpen">How many incidents it may open; what would open a further one joins the storm's.</param>
    public static IntakePlan Make(
        IReadOnlyList<IncomingAlert> alerts, ILookup<string, KnownEpisode> known, ILookup<string, Candidate> candidates, TimeSpan window, int mayOpen = int.MaxValue)
    {
        var room = mayOpen;
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
                planned.Add(Join(alert, change, open, known[alert.Fingerprint].Select(row => row.Incident).FirstOrDefault(incident => incident is not null), window, ref room));
            else
                planned.Add(new PlannedEpisode(alert, change, null, null));
        }
        return new IntakePlan(planned, [.. slots.Values.Concat(planned.Select(one => one.Incident).OfType<IncidentSlot>()).Distinct()
            .Where(slot => slot.OpenedBy is not null || planned.Any(one => one.Incident == slot || one.Change.Absorbed.Any(row => row.Incident == slot.Number)))]);
    }

    private static PlannedEpisode Join(
        IncomingAlert alert, EpisodeChange change, Dictionary<string, List<(Candidate Candidate, IncidentSlot Slot)>> open, long? before, TimeSpan window, ref int room)
    {
        var choice = Choose(alert, change.Span, key => open.TryGetValue(key, out var here) ? here.Select(one => one.Candidate) : [], before, window);
        var isStorm = choice is null && room <= 0;
        if (isStorm)
            choice = Storm(open, change.Span, window);
        if (choice is null && !isStorm)
            room--;
        var slot = choice is null ? new IncidentSlot { OpenedBy = alert, IsStorm = isStorm } : open.Values.SelectMany(all => all).First(one => one.Candidate == choice.Value.Incident).Slot;
        var grown = With(choice?.Incident, isStorm && choice is null ? StormKey : alert.Scope, alert, change.Span);
        foreach (var all in open.Values)
        {
            var at = all.FindIndex(one => one.Slot == slot);
            if (at >= 0)
                all[at] = (grown, slot);
        }
        foreach (var key in alert.Keys.Append(grown.Scope).Distinct())
        {
            if (!open.TryGetValue(key, out var here))
                open[key] = here = [];
            if (here.All(one => one.Slot != slot))
                here.Add((grown, slot));
        }
        return new PlannedEpisode(alert, change, slot, choice?.Because ?? (isStorm ? StormWords : null));
    }

    // Where the alert was before, also by hand, counts most; then its own service, then what else it has in common.
    private static (Candidate Incident, string Because)? Choose(
        IncomingAlert alert, EpisodeSpan span, Func<string, IEnumerable<Candidate>> candidates, long? before, TimeSpan window)
        => Correlation.Choose(alert.Name, alert.Service, span, candidates(alert.Scope).Where(one => one.Number == before && before is not null), window)
            ?? Correlation.Choose(alert.Name, alert.Service, span, candidates(alert.Scope), window)
            ?? alert.Links.Select(link => Correlation.ChooseLinked(alert.Name, alert.Service, span, candidates(link.Key), link.Words, window)).FirstOrDefault(choice => choice is not null);

    private static (Candidate Incident, string Because)? Storm(Dictionary<string, List<(Candidate Candidate, IncidentSlot Slot)>> open, EpisodeSpan span, TimeSpan window)
        => open.TryGetValue(StormKey, out var storms) && storms.Select(one => one.Candidate).FirstOrDefault(one => !one.IsResolved && (span.StartsAt - one.LastStart).Duration() <= window) is { } storm
            ? (storm, StormWords) : null;

    // The incident as the next alert of the same delivery meets it.
    private static Candidate With(Candidate? before, string scope, IncomingAlert alert, EpisodeSpan span) => before is null
        ? new Candidate(0, scope, new HashSet<string>([alert.Name], StringComparer.Ordinal), false, false, null, span.StartsAt, span.StartsAt, span.EndsAt)
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
