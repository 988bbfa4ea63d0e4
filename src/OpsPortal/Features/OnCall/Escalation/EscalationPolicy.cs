using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Features.OnCall.Escalation;

public enum StepKind
{
    /// <summary>Goes on after some minutes.</summary>
    Wait,

    /// <summary>Goes on when the policy's business hours begin; at once within them.</summary>
    WaitForBusinessHours,

    /// <summary>Tells somebody, and goes on at once.</summary>
    Notify,
}

public enum TargetKind
{
    /// <summary>An account id.</summary>
    Person,

    /// <summary>Whoever is on call by a schedule then.</summary>
    Schedule,

    /// <summary>A notification channel.</summary>
    Channel,
}

/// <summary>When a step that tells somebody is taken; otherwise it is passed over.</summary>
public enum StepTime
{
    Always,
    BusinessHours,
    OutsideBusinessHours,
}

public sealed record PolicyStep
{
    public StepKind Kind { get; init; }

    /// <summary>Of <see cref="StepKind.Wait"/>.</summary>
    public int Minutes { get; init; }

    public TargetKind Target { get; init; }

    /// <summary>The id of the person, schedule or channel.</summary>
    public string TargetId { get; init; } = "";

    /// <summary>Which of a person's ways to be told is taken: those for what is important, or the others.</summary>
    public bool Important { get; init; } = true;

    public StepTime Time { get; init; }
}

/// <summary>Who is told of an incident, in which order, until somebody acknowledges.</summary>
public sealed record EscalationPolicy
{
    public string Name { get; init; } = "";

    public IReadOnlyList<PolicyStep> Steps { get; init; } = [];

    /// <summary>How often the steps are gone through again while nobody acknowledges.</summary>
    public int Repeats { get; init; }

    /// <summary>The steps are gone through again and again until somebody acknowledges.</summary>
    public bool UntilAcknowledged { get; init; }

    /// <summary>Whoever acknowledged is reminded when nothing was heard for so many minutes; 0: never.</summary>
    public int RemindMinutes { get; init; }

    /// <summary>After so many reminders with nothing heard the steps begin anew; 0: never.</summary>
    public int RestartAfterReminders { get; init; }

    /// <summary>The zone of the business hours.</summary>
    public string Zone { get; init; } = "UTC";

    public WeekHours BusinessHours { get; init; } = new(
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], new TimeOnly(9, 0), new TimeOnly(17, 0));
}
