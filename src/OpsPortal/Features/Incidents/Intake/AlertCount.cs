namespace OpsPortal.Features.Incidents.Intake;

/// <summary>
/// Counts an incident's alerts on from what it had, by what one delivery changed: an incident of a storm has ten thousand
/// alerts, and counting them all anew with each delivery would cost more the longer it lasts.
/// </summary>
public static class AlertCount
{
    /// <param name="had">Says whether the incident had this alert before.</param>
    /// <returns>Null when only a count of all rows can tell: rows were joined, split or moved, or the last firing alert seems to be gone.</returns>
    public static AlertTotals? Next(IncidentRow before, IReadOnlyList<PlannedEpisode> changes, Func<string, bool> had)
    {
        // An incident resolves itself on this: it must not rest on a sum.
        var firing = before.AlertsFiring + changes.Sum(one => Delta(one.Change));
        if (changes.Count == 0 || firing <= 0 || changes.Any(one => IsCorrection(one.Change)))
            return null;
        var ends = changes.Select(one => one.Change.Span.EndsAt).Append(before.LastEndAt).Max();
        var names = changes.Select(one => one.Alert.Name).Except(before.AlertNames, StringComparer.Ordinal).ToArray();
        return new AlertTotals
        {
            Incident = before.Number,
            Alerts = before.AlertsTotal + changes.Select(one => one.Alert.Fingerprint).Distinct(StringComparer.Ordinal).Count(fingerprint => !had(fingerprint)),
            Firing = firing,
            Names = names.Length == 0 ? before.AlertNames : [.. before.AlertNames.Concat(names).Order(StringComparer.Ordinal)],
            FirstStart = changes.Select(one => one.Change.Span.StartsAt).Append(before.FirstStartAt ?? DateTimeOffset.MaxValue).Min(),
            LastStart = changes.Select(one => one.Change.Span.StartsAt).Append(before.LastStartAt ?? DateTimeOffset.MinValue).Max(),
            LastEnd = ends,
            Highest = changes.Min(one => one.Alert.Priority),
        };
    }

    private static bool IsCorrection(EpisodeChange change)
        => change.Absorbed.Count > 0 || change.SiblingIncident is not null || change.Row is { } row && row.StartsAt != change.Span.StartsAt;

    private static int Delta(EpisodeChange change) => (change.Span.EndsAt is null ? 1 : 0) - (change.Row is { EndsAt: null } ? 1 : 0);
}
