using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Escalation;

/// <summary>What is wrong with a policy, in words for the person who made it.</summary>
public static class PolicyCheck
{
    /// <returns>Null when nothing is.</returns>
    public static string? Problem(EscalationPolicy policy)
    {
        if (policy.Name.Trim().Length is 0 or > 100)
            return "The name must have 1 to 100 characters.";
        if (!WallClock.TryFind(policy.Zone, out _))
            return $"There is no time zone \"{policy.Zone}\"; write it like Europe/Berlin or UTC.";
        if (policy.BusinessHours.Days.Count == 0)
            return "Business hours need at least one weekday.";
        if (policy.Steps.Count > 50 || policy.Steps.All(step => step.Kind != StepKind.Notify))
            return "A policy has at most 50 steps, and tells somebody in one of them.";
        if (policy.Steps.Any(step => step.Kind == StepKind.Wait && step.Minutes is < 1 or > 10_080))
            return "A wait lasts 1 minute to 7 days (10080 minutes).";
        if (policy.Steps.Any(step => step.Kind == StepKind.Notify && step.TargetId.Length == 0))
            return "Say of each step whom it tells.";
        if (policy.Repeats is < 0 or > 100)
            return "Steps are repeated 0 to 100 times.";
        if ((policy.Repeats > 0 || policy.UntilAcknowledged) && policy.Steps.All(step => step.Kind != StepKind.Wait))
            return "Steps that are repeated must wait at least once: otherwise all of it would be sent at the same moment.";
        if (policy.RemindMinutes is < 0 or > 10_080 || policy.RestartAfterReminders is < 0 or > 100)
            return "Reminders come after 1 minute to 7 days, at most 100 of them before the steps begin anew.";
        return null;
    }
}
