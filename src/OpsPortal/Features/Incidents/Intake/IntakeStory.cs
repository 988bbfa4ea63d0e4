using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>Tells what a delivery did to one incident, in few entries however many alerts came.</summary>
internal static class IntakeStory
{
    private const int Named = 5;

    public static IEnumerable<TimelineDraft> Tell(IReadOnlyList<PlannedEpisode> episodes, bool isNew, int truncated, SeverityTable severities, Actor by)
    {
        // What comes together with the alert that opens it needs no reason on the timeline; each alert keeps its own.
        var opener = isNew ? episodes.FirstOrDefault(one => one.Because is null)?.Alert.Name : null;
        foreach (var group in episodes.Where(one => one.Because is not null || one.Change.Row is null)
            .GroupBy(one => (one.Alert.Name, Because: one.Alert.Name == opener ? null : one.Because)))
        {
            var first = group.First().Alert;
            var kind = isNew && group.Key.Because is null ? TimelineKind.Opened : TimelineKind.Joined;
            var severity = severities.Knows(first.Severity)
                ? $"severity {first.Severity} is {first.Priority}"
                : first.Severity.Length == 0
                    ? $"it carries no severity, so it is taken as {first.Priority}"
                    : $"severity “{first.Severity}” is not in catalog/severities.yaml, so it is taken as {first.Priority}";
            yield return Entry(by, kind, $"{Names(group)} {(group.All(one => one.Change.Span.EndsAt is not null) ? "had fired, and ended already" : "fires")} "
                + (group.Key.Because is { } because ? $"and joined, because {because}." : $"({severity})."), group);
        }
        foreach (var group in episodes.Where(one => one.Change is { Row: not null, Opens: true }).GroupBy(one => one.Alert.Name))
            yield return Entry(by, TimelineKind.Joined, $"{Names(group)} fires again.", group);
        foreach (var group in episodes.Where(one => one.Change.Closes).GroupBy(one => (one.Alert.Name, one.Alert.EndedHow)))
            yield return Entry(by, TimelineKind.Ended, $"{Names(group)} {group.Key.EndedHow}.", group);
        if (truncated > 0 && episodes.Count > 0)
            yield return new TimelineDraft(TimelineKind.Truncated, by, $"Alertmanager left {Counted.Of(truncated, "alert")} of this group out of its message: nothing is known of those.");
    }

    private static string Names(IEnumerable<PlannedEpisode> group) => Names(group.Select(one => one.Alert));

    /// <summary>"2 × GpuHot [gpu-07; gpu-08]", for alerts of one name.</summary>
    public static string Names(IEnumerable<IncomingAlert> alerts)
    {
        var all = alerts.DistinctBy(alert => alert.Fingerprint).ToArray();
        var which = string.Join("; ", all.Select(alert => alert.Which).Where(text => text.Length > 0).Take(Named));
        var more = all.Length > Named ? $"; and {all.Length - Named} more" : "";
        return (all.Length == 1 ? all[0].Name : $"{all.Length} × {all[0].Name}") + (which.Length == 0 ? "" : $" [{which}{more}]");
    }

    private static TimelineDraft Entry(Actor by, TimelineKind kind, string text, IEnumerable<PlannedEpisode> group)
        => new(kind, by, text, new { fingerprints = group.Select(one => one.Alert.Fingerprint).Distinct().Take(100) });
}
