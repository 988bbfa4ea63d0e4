using System.Globalization;

namespace OpsPortal.Features.Incidents.Intake;

/// <summary>An incident that an alert may join.</summary>
/// <param name="Number">0 while it isn't written yet.</param>
/// <param name="AlertNames">Names of the alerts that it has.</param>
/// <param name="FirstStart">When its first alert began, or when it was declared.</param>
/// <param name="LastStart">When its latest alert began.</param>
/// <param name="LastEnd">When its latest alert ended; null when none did.</param>
public sealed record Candidate(
    long Number, string Scope, IReadOnlySet<string> AlertNames, bool IsResolved, bool ResolvedBySystem, DateTimeOffset? ResolvedAt,
    DateTimeOffset FirstStart, DateTimeOffset LastStart, DateTimeOffset? LastEnd);

/// <summary>Decides which incident a time of firing belongs to, and says why in words that people read later.</summary>
public static class Correlation
{
    /// <summary>Alerts without the service label are never joined with others by service: no label, no join.</summary>
    public static string Scope(string name, string? service, string groupKey)
        => service is { Length: > 0 } ? "service:" + service : $"alert:{name}:{groupKey}";

    /// <param name="window">How far apart the alerts of one service may begin, and how soon one that fires again belongs to the last time.</param>
    /// <returns>The incident and the reason, or null: it takes a new one.</returns>
    public static (Candidate Incident, string Because)? Choose(
        string name, string? service, EpisodeSpan span, IEnumerable<Candidate> candidates, TimeSpan window)
    {
        var where = service is { Length: > 0 } ? " of " + service : "";
        foreach (var one in candidates.OrderBy(one => one.IsResolved).ThenByDescending(one => one.LastStart))
        {
            var because = one switch
            {
                { IsResolved: false } when one.AlertNames.Contains(name) => $"{name}{where} is already part of this incident, which isn't resolved",
                { IsResolved: false } => Near(span.StartsAt, span.StartsAt, one.FirstStart, one.LastStart, window) is { } apart
                    ? $"{name}{where} began {Words(apart)} the other alerts of the same service"
                    : null,
                { ResolvedBySystem: true } => Near(span.StartsAt, span.EndsAt ?? DateTimeOffset.MaxValue, one.FirstStart, one.LastEnd ?? one.LastStart, window) is { } gap
                    ? one.AlertNames.Contains(name)
                        ? $"{name}{where} fired {Words(gap)} this incident's own alerts, which had cleared by themselves"
                        : $"{name}{where} fired {Words(gap)} the alerts of the same service, which had cleared by themselves"
                    : null,
                // A person said that it is over: what still fires deserves a new incident, what ended before only fills in the record.
                _ => span.EndsAt <= one.ResolvedAt && span.StartsAt >= one.FirstStart - window
                    ? $"{name}{where} had ended before this incident was resolved"
                    : null,
            };
            if (because is not null)
                return (one, because);
        }
        return null;
    }

    /// <summary>By another way than its own service: only near in time, and never after a person said that it is over.</summary>
    /// <param name="words">Whose alerts they are: "the alerts of the same host, rack1-a".</param>
    public static (Candidate Incident, string Because)? ChooseLinked(
        string name, string? service, EpisodeSpan span, IEnumerable<Candidate> candidates, string words, TimeSpan window)
    {
        var where = service is { Length: > 0 } ? " of " + service : "";
        foreach (var one in candidates.OrderBy(one => one.IsResolved).ThenByDescending(one => one.LastStart))
        {
            var gap = one switch
            {
                { IsResolved: false } => Near(span.StartsAt, span.StartsAt, one.FirstStart, one.LastStart, window),
                { ResolvedBySystem: true } => Near(span.StartsAt, span.EndsAt ?? DateTimeOffset.MaxValue, one.FirstStart, one.LastEnd ?? one.LastStart, window),
                _ => null,
            };
            if (gap is { } apart)
                return (one, $"{name}{where} began {Words(apart)} {words}");
        }
        return null;
    }

    // How far two spans lie apart; null when further than the window. Zero when they touch.
    private static TimeSpan? Near(DateTimeOffset start, DateTimeOffset end, DateTimeOffset otherStart, DateTimeOffset otherEnd, TimeSpan window)
    {
        var gap = start > otherEnd ? start - otherEnd : end < otherStart ? end - otherStart : TimeSpan.Zero;
        return gap.Duration() <= window ? gap : null;
    }

    private static string Words(TimeSpan gap) => gap == TimeSpan.Zero
        ? "together with"
        : Duration(gap.Duration()) + (gap > TimeSpan.Zero ? " after" : " before");

    private static string Duration(TimeSpan span) => span < TimeSpan.FromMinutes(1)
        ? span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s"
        : span.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min";
}
