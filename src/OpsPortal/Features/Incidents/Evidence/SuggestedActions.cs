using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Evidence;

/// <summary>A resolved incident with alerts of the same names.</summary>
public sealed record PastIncident
{
    public long Number { get; init; }
    public string Title { get; init; } = "";
    public string? Service { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset ResolvedAt { get; init; }
    public string ResolvedBy { get; init; } = "";
    public bool ResolvedBySystem { get; init; }

    /// <summary>What was said when it was resolved; "" when nothing was.</summary>
    public string Ending { get; init; } = "";
}

/// <summary>What to look at first, each with its reason: made of what was found, never guessed.</summary>
public static class SuggestedActions
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <param name="deployments">Of the service, before the incident began.</param>
    /// <param name="dependencies">Open incidents of services that this one depends on.</param>
    /// <param name="topError">The most frequent error pattern, or null.</param>
    public static IReadOnlyList<FrozenLine> Of(
        DateTimeOffset began, IReadOnlyList<Mark> deployments, IReadOnlyList<(long Number, string Service, string Title)> dependencies,
        IReadOnlyList<PastIncident> similar, LogPattern? topError, IReadOnlyList<FrozenRunbook> runbooks)
    {
        var actions = new List<FrozenLine>();
        foreach (var (number, service, title) in dependencies)
            actions.Add(new FrozenLine($"Look at {IncidentRow.NameOf(number)} first: {service}, on which this service depends, has “{title}”.", null, $"/incidents/{number}"));
        foreach (var mark in deployments.Where(mark => mark.From <= began && began - mark.From <= Recent).OrderByDescending(mark => mark.From).Take(2))
            actions.Add(new FrozenLine($"Think of rolling back: “{mark.Text}” was {Pages.Durations.Words(began - mark.From)} before it began.", mark.From, mark.Href));
        if (similar.FirstOrDefault(one => one.Ending.Length > 0) is { } past)
            actions.Add(new FrozenLine($"Last time ({IncidentRow.NameOf(past.Number)}) it ended with: “{past.Ending}”", past.ResolvedAt, $"/incidents/{past.Number}"));
        if (topError is not null)
            actions.Add(new FrozenLine($"The most frequent error ({topError.Count} ×): {topError.Text}"));
        foreach (var runbook in runbooks)
            actions.Add(new FrozenLine("Follow the runbook below.", null, "/runbooks/" + runbook.Name));
        return actions;
    }
}
