namespace OpsPortal.Features.OnCall.Escalation;

public enum EscalationPhase
{
    /// <summary>Goes through the steps.</summary>
    Running,

    /// <summary>Somebody acknowledged; reminders may be due.</summary>
    Acknowledged,

    /// <summary>Silent for a time that somebody chose; then the steps begin anew.</summary>
    Snoozed,

    /// <summary>All steps are done, nobody acknowledged.</summary>
    Spent,

    /// <summary>The incident is over.</summary>
    Ended,
}

/// <summary>Where the escalation of one incident stands.</summary>
/// <param name="Step">The next step, from 0.</param>
/// <param name="Round">How often the steps were gone through before.</param>
/// <param name="NextAt">When something is due; null: not before something happens to the incident.</param>
/// <param name="Reminders">How many were sent since the last sign of life.</param>
/// <param name="Holder">The account id of who acknowledged.</param>
public sealed record EscalationState(EscalationPhase Phase, int Step, int Round, DateTimeOffset? NextAt, int Reminders, string? Holder)
{
    /// <summary>The first step is due at once.</summary>
    public static EscalationState Begin(DateTimeOffset at) => new(EscalationPhase.Running, 0, 0, at, 0, null);
}

/// <summary>Somebody is to be told.</summary>
/// <param name="Step">The policy's step, from 0; -1 for a reminder.</param>
/// <param name="Round">Counts from 0.</param>
public sealed record Call(TargetKind Target, string TargetId, bool Important, int Step, int Round)
{
    public bool IsReminder => Step < 0;
}
