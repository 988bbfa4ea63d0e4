using OpsPortal.Domain;

namespace OpsPortal.Features.Health.Backends;

/// <summary>How a back end, or the portal as a whole, is.</summary>
public enum HealthState
{
    /// <summary>Not asked yet.</summary>
    Unknown,
    Healthy,

    /// <summary>Works, but not all of it.</summary>
    Degraded,
    Unhealthy,

    /// <summary>Nobody told the portal where it is; counts for nothing.</summary>
    NotConfigured,
}

/// <summary>What is known of one back end.</summary>
/// <param name="Feeds">What the portal can't do without it, in words.</param>
/// <param name="Since">When it came into this state, as the portal saw it; null before the first answer.</param>
/// <param name="CheckedAt">When it was last asked; null before that.</param>
/// <param name="LatencyMilliseconds">How long the last answer took, good or not.</param>
/// <param name="Words">A version, or why it doesn't work.</param>
/// <param name="LastError">The newest failure since the portal started, also when it works again.</param>
/// <param name="IsDatabase">The portal itself doesn't work without it.</param>
public sealed record BackendStatus(
    string Name, string Feeds, bool IsDatabase, HealthState State, DateTimeOffset? Since, DateTimeOffset? CheckedAt,
    double LatencyMilliseconds, string Words, string? LastError, DateTimeOffset? LastErrorAt)
{
    public static BackendStatus Unasked(string name, string feeds, bool isDatabase)
        => new(name, feeds, isDatabase, HealthState.Unknown, null, null, 0, "Not asked yet.", null, null);

    public BackendStatus Next(Outcome<string> outcome, TimeSpan took)
    {
        var state = outcome.Kind switch
        {
            OutcomeKind.Ok => outcome.Warnings.Count == 0 ? HealthState.Healthy : HealthState.Degraded,
            OutcomeKind.NotConfigured => HealthState.NotConfigured,
            _ => HealthState.Unhealthy,
        };
        var words = outcome.IsOk ? string.Join(" ", outcome.Warnings.Prepend(outcome.Value!)) : outcome.Reason;
        return this with
        {
            State = state,
            Since = state == State ? Since : outcome.At,
            CheckedAt = outcome.At,
            LatencyMilliseconds = Math.Round(took.TotalMilliseconds, 1),
            Words = words,
            LastError = state == HealthState.Unhealthy ? words : LastError,
            LastErrorAt = state == HealthState.Unhealthy ? outcome.At : LastErrorAt,
        };
    }

    /// <summary>The database away: unhealthy. Another one away or half there: degraded, for the rest works on.</summary>
    public static HealthState Overall(IReadOnlyCollection<BackendStatus> all)
    {
        if (all.Any(one => one is { IsDatabase: true, State: HealthState.Unhealthy }))
            return HealthState.Unhealthy;
        return all.Any(one => one.State is HealthState.Unhealthy or HealthState.Degraded) ? HealthState.Degraded : HealthState.Healthy;
    }
}
