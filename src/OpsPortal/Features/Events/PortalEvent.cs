namespace OpsPortal.Features.Events;

/// <summary>Something that happened in a watched service and that no metric can carry.</summary>
/// <param name="Id">The sender's own; with the service and the UTC day of <paramref name="At"/> it makes the event one of a kind.</param>
/// <param name="At">UTC.</param>
/// <param name="UserKey">Keyed hash of the user's id (<see cref="UserKey"/>); the id itself is kept nowhere.</param>
public abstract record PortalEvent(string Service, string Id, DateTimeOffset At, Guid? UserKey)
{
    /// <summary>UTC day of <see cref="At"/>: its partition.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}

/// <summary>Somebody used a model or a feature.</summary>
/// <param name="DurationMs">Milliseconds.</param>
/// <param name="Status"><c>success</c>, <c>error</c>, <c>cancelled</c>, or null when not said.</param>
public sealed record UsageEvent(
    string Service, string Id, DateTimeOffset At, Guid? UserKey, string? Model, string? Task, string? Feature,
    long? InputTokens, long? OutputTokens, double? DurationMs, string? Status) : PortalEvent(Service, Id, At, UserKey);

/// <summary>Somebody rated an answer.</summary>
/// <param name="Score">1 to 5.</param>
public sealed record FeedbackEvent(
    string Service, string Id, DateTimeOffset At, Guid? UserKey, decimal Score, string? Model, string? Comment) : PortalEvent(Service, Id, At, UserKey);

/// <summary>Something failed for a user.</summary>
/// <param name="ErrorType">The sender's word for its kind: <c>timeout</c>.</param>
public sealed record ErrorEvent(
    string Service, string Id, DateTimeOffset At, Guid? UserKey, string ErrorType, string? Model, string? Feature, string? Comment)
    : PortalEvent(Service, Id, At, UserKey);

/// <summary>Somebody did what the service is there for.</summary>
/// <param name="Name">What was reached: <c>suggestion_accepted</c>.</param>
/// <param name="Value">What it is worth in <paramref name="Currency"/>, by the sender; below 0 for what is taken back. Null: not said.</param>
/// <param name="Currency">Three letters, given exactly when there is a value.</param>
public sealed record ConversionEvent(
    string Service, string Id, DateTimeOffset At, Guid? UserKey, string Name, decimal? Value, string? Currency, string? Model, string? Feature)
    : PortalEvent(Service, Id, At, UserKey);

/// <summary>A version went out, or came back.</summary>
/// <param name="Status"><c>started</c>, <c>succeeded</c>, <c>failed</c> or <c>rolled_back</c>.</param>
public sealed record DeploymentEvent(
    string Service, string Id, DateTimeOffset At, string Version, string Environment, string? By, string Status, string? Commit)
    : PortalEvent(Service, Id, At, null);
