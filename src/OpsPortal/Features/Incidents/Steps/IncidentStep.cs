namespace OpsPortal.Features.Incidents.Steps;

public enum StepKind
{
    Acknowledge,
    Investigate,
    Mitigate,
    Resolve,
    Reopen,
    Note,
    SetPriority,
    Assign,
}

/// <summary>What a person wants to do with an incident.</summary>
/// <param name="Id">Made by the page for each click: the same step that arrives twice is taken once.</param>
/// <param name="SeenVersion">The version that the person looked at, or was told of when asked whether to do it still.</param>
/// <param name="Text">A comment; needed for <see cref="StepKind.Note"/>.</param>
/// <param name="Assignee">For <see cref="StepKind.Assign"/>: who takes it.</param>
public sealed record IncidentStep(
    StepKind Kind, Guid Id, int SeenVersion, string Text = "", Priority? Priority = null, Assignee? Assignee = null);

/// <param name="Id">The account's id, or null for a person who has none here.</param>
public sealed record Assignee(string? Id, string Name);

/// <summary>A step that another person took since the version that was looked at.</summary>
public sealed record OthersStep(TimelineKind Kind, string ActorName, DateTimeOffset At, string Text);

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>Recorded.</summary>
    Taken,

    /// <summary>Not recorded: somebody did something meanwhile, and the person should say whether they still want it.</summary>
    Ask,

    /// <summary>Not recorded: it makes no sense any more, or isn't allowed.</summary>
    Refused,

    /// <summary>Not recorded: the database doesn't answer. Trying again may help.</summary>
    Unavailable,
}

/// <param name="Words">For the person: why it was not taken, or what was noted beside it; "" when there is nothing to say.</param>
/// <param name="Version">The incident's version now; 0 when it isn't known.</param>
public sealed record StepResult(StepOutcome Outcome, string Words, int Version)
{
    public bool IsTaken => Outcome == StepOutcome.Taken;
}
