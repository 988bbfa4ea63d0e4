namespace OpsPortal.Features.OnCall.Escalation;

/// <summary>Somebody would be told.</summary>
/// <param name="After">Since the incident.</param>
public sealed record SimulatedCall(TimeSpan After, DateTimeOffset At, Call Call);

/// <summary>What a policy would do if nobody acknowledged, by the same machine that does it.</summary>
public static class Simulation
{
    private const int Most = 40;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <returns>The calls in order, and how it ends: true when all steps are done, false when it would go on.</returns>
    public static (IReadOnlyList<SimulatedCall> Calls, bool Ends) Run(EscalationPolicy policy, DateTimeOffset from)
    {
        var calls = new List<SimulatedCall>();
        var state = EscalationState.Begin(from);
        while (state.NextAt is { } at && at - from <= Longest && calls.Count < Most)
        {
            (state, var now) = EscalationMachine.Tick(policy, state, at);
            calls.AddRange(now.Select(call => new SimulatedCall(at - from, at, call)));
        }
        return (calls, state.NextAt is null);
    }
}
