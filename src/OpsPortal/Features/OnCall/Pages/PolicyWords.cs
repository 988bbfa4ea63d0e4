using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>A policy as sentences.</summary>
internal static class PolicyWords
{
    public static string Of(PolicyStep step, OnCallBook book, Names names) => step.Kind switch
    {
        StepKind.Wait => $"Wait {Minutes(step.Minutes)}.",
        StepKind.WaitForBusinessHours => "Wait for business hours.",
        _ => $"Tell {names.Target(book, step.Target, step.TargetId)}{(step.Important ? "" : ", not as important")}{step.Time switch
        {
            StepTime.BusinessHours => ", in business hours",
            StepTime.OutsideBusinessHours => ", outside of business hours",
            _ => "",
        }}.",
    };

    public static string Rest(EscalationPolicy policy)
    {
        var again = policy.UntilAcknowledged ? "Again and again until somebody acknowledges." : policy.Repeats == 0 ? "Then no more." : $"All of it {policy.Repeats + 1} times at most.";
        return again + (policy.RemindMinutes == 0 ? "" : $" Who acknowledged is reminded after {Minutes(policy.RemindMinutes)} of silence.");
    }

    public static string Minutes(int minutes) => minutes % 60 == 0 && minutes > 0 ? Counted.Of(minutes / 60, "hour") : Counted.Of(minutes, "minute");
}
