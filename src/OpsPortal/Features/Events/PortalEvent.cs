namespace OpsPortal.Features.Events;

/// <summary>Something that happened in a watched service and that no metric can carry.</summary>
/// <param name="Id">The sender's own; with the service it makes the event one of a kind.</param>
/// <param name="At">UTC.</param>
/// <param name="User">Opaque; counted, never shown.</param>
public abstract record PortalEvent(string Service, string Id, DateTimeOffset At, string? User)
{
    public abstract string Type { get; }
}

/// <summary>Somebody used a model or a feature.</summary>
/// <param name="Status"><c>success</c>, <c>error</c>, <c>cancelled</c>, or null when not said.</param>
public sealed record UsageEvent(
    string Service, string Id, DateTimeOffset At, string? User, string? Model, string? Task, string? Feature,
    long? InputTokens, long? OutputTokens, double? DurationMs, string? Status) : PortalEvent(Service, Id, At, User)
{
    public override string Type => "usage";
}

/// <summary>Somebody rated an answer.</summary>
/// <param name="Score">1 to 5.</param>
public sealed record FeedbackEvent(
    string Service, string Id, DateTimeOffset At, string? User, decimal Score, string? Model, string? Comment) : PortalEvent(Service, Id, At, User)
{
    public override string Type => "feedback";
}

/// <summary>A version went out, or came back.</summary>
/// <param name="Status"><c>started</c>, <c>succeeded</c>, <c>failed</c> or <c>rolled_back</c>.</param>
public sealed record DeploymentEvent(
    string Service, string Id, DateTimeOffset At, string Version, string Environment, string? By, string Status, string? Commit)
    : PortalEvent(Service, Id, At, null)
{
    public override string Type => "deployment";
}
