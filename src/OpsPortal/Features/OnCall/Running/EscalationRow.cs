using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>An incident's escalation as the database has it.</summary>
public sealed record EscalationRow
{
    public long Incident { get; init; }
    public Guid PolicyId { get; init; }

    /// <summary>JSON.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Counts from 1: how often it began.</summary>
    public int Beginning { get; init; } = 1;
    public EscalationPhase Phase { get; init; }
    public int Step { get; init; }
    public int Round { get; init; }
    public DateTimeOffset? NextAt { get; init; }
    public int Reminders { get; init; }
    public string? Holder { get; init; }
    public DateTimeOffset BeganAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public EscalationState State => new(Phase, Step, Round, NextAt, Reminders, Holder);

    public EscalationPolicy ReadPolicy() => OnCallJson.Read<EscalationPolicy>(Policy);

    /// <param name="now">When it came to this state.</param>
    public EscalationRow With(EscalationState state, DateTimeOffset now)
    {
        // One that begins anew tells people anew.
        var anew = (Phase is EscalationPhase.Acknowledged or EscalationPhase.Snoozed) && state.Phase is EscalationPhase.Running or EscalationPhase.Spent;
        return this with
        {
            Phase = state.Phase, Step = state.Step, Round = state.Round, NextAt = state.NextAt, Reminders = state.Reminders, Holder = state.Holder,
            Beginning = anew ? Beginning + 1 : Beginning, BeganAt = anew ? now : BeganAt, UpdatedAt = now,
        };
    }
}
