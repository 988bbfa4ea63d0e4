using OpsPortal.Features.OnCall.Escalation;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>A policy while it is edited.</summary>
public sealed class PolicyForm
{
    public string Name { get; set; } = "";

    public List<StepForm> Steps { get; } = [];

    public int Repeats { get; set; }

    public bool UntilAcknowledged { get; set; }

    public int RemindMinutes { get; set; }

    public int RestartAfterReminders { get; set; }

    public string Zone { get; set; } = "UTC";

    public HoursForm Hours { get; private init; } = new();

    public static PolicyForm Of(EscalationPolicy policy)
    {
        var form = new PolicyForm
        {
            Name = policy.Name, Repeats = policy.Repeats, UntilAcknowledged = policy.UntilAcknowledged, RemindMinutes = policy.RemindMinutes,
            RestartAfterReminders = policy.RestartAfterReminders, Zone = policy.Zone, Hours = HoursForm.Of(policy.BusinessHours),
        };
        form.Steps.AddRange(policy.Steps.Select(StepForm.Of));
        return form;
    }

    public EscalationPolicy Read() => new()
    {
        Name = Name, Steps = [.. Steps.Select(step => step.Read())], Repeats = Repeats, UntilAcknowledged = UntilAcknowledged, RemindMinutes = RemindMinutes,
        RestartAfterReminders = RestartAfterReminders, Zone = Zone.Trim(), BusinessHours = Hours.Read(),
    };
}

/// <summary>A step while it is edited.</summary>
public sealed class StepForm
{
    public StepKind Kind { get; set; } = StepKind.Notify;

    public int Minutes { get; set; } = 5;

    /// <summary>Kind and id of whom it tells: <c>Schedule:…</c>.</summary>
    public string Target { get; set; } = "";

    public bool Important { get; set; } = true;

    public StepTime Time { get; set; }

    public static StepForm Of(PolicyStep step) => new()
    {
        Kind = step.Kind, Minutes = step.Minutes > 0 ? step.Minutes : 5, Target = step.TargetId.Length > 0 ? $"{step.Target}:{step.TargetId}" : "", Important = step.Important, Time = step.Time,
    };

    public PolicyStep Read()
    {
        var parts = Target.Split(':', 2);
        return Kind != StepKind.Notify || parts.Length < 2
            ? new PolicyStep { Kind = Kind, Minutes = Kind == StepKind.Wait ? Minutes : 0 }
            : new PolicyStep { Kind = Kind, Target = Enum.Parse<TargetKind>(parts[0]), TargetId = parts[1], Important = Important, Time = Time };
    }
}
