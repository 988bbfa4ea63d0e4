namespace OpsPortal.Features.OnCall.Escalation;

/// <summary>Which incidents take which policy. Empty conditions hold for all.</summary>
/// <param name="Priorities">1 to 4.</param>
public sealed record PolicyRule(string? Service, string? Team, IReadOnlyList<int> Priorities, Guid Policy)
{
    public bool Takes(string? service, string? team, int priority)
        => (Service is null || Service == service) && (Team is null || Team == team) && (Priorities.Count == 0 || Priorities.Contains(priority));
}

/// <summary>The rules, from the first: the first that holds decides.</summary>
public sealed record Routes
{
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <returns>The policy's id, or null: nobody is told.</returns>
    public Guid? PolicyFor(string? service, string? team, int priority) => Rules.FirstOrDefault(rule => rule.Takes(service, team, priority))?.Policy;
}
