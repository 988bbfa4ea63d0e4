using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Running;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Tests.Features.OnCall;

/// <summary>What happens to an incident, and what becomes of its escalation.</summary>
public sealed class EscalationNewsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T03:00Z");
    private static readonly Document<EscalationPolicy> Loud = Policy("loud");
    private static readonly Document<EscalationPolicy> Quiet = Policy("quiet");

    [Fact]
    public void Opened_WithAPolicy_Begins()
    {
        var row = Apply(null, Incident(), IncidentEventKind.Opened, Loud)!;

        (row.Phase, row.NextAt, row.Beginning).ShouldBe((EscalationPhase.Running, Now, 1));
        Apply(null, Incident(), IncidentEventKind.Opened, null).ShouldBeNull();
    }

    [Fact]
    public void Acknowledged_ThenRaised_BeginsAnew()
    {
        var acknowledged = Apply(Apply(null, Incident(), IncidentEventKind.Opened, Loud), Incident(acknowledged: true), IncidentEventKind.Acknowledged, Loud)!;
        (acknowledged.Phase, acknowledged.Holder, acknowledged.NextAt).ShouldBe((EscalationPhase.Acknowledged, "anna", Now.AddMinutes(30)));

        var raised = Apply(acknowledged, Incident(), IncidentEventKind.PriorityChanged, Loud)!;

        (raised.Phase, raised.Beginning).ShouldBe((EscalationPhase.Running, 2));
    }

    [Fact]
    public void PriorityChanged_SamePolicy_GoesOnWhereItIs()
    {
        var row = Apply(null, Incident(), IncidentEventKind.Opened, Loud)! with { Step = 3 };

        Apply(row, Incident(), IncidentEventKind.PriorityChanged, Loud)!.ShouldBe(row);
        Apply(row, Incident(), IncidentEventKind.PriorityChanged, Quiet)!.PolicyId.ShouldBe(Quiet.Id);
        Apply(row, Incident(), IncidentEventKind.PriorityChanged, null)!.Phase.ShouldBe(EscalationPhase.Ended);
    }

    [Fact]
    public void Resolved_ThenReopened_BeginsAnew()
    {
        var ended = Apply(Apply(null, Incident(), IncidentEventKind.Opened, Loud), Incident(resolved: true), IncidentEventKind.Resolved, Loud)!;
        (ended.Phase, ended.NextAt).ShouldBe((EscalationPhase.Ended, null));

        Apply(ended, Incident(), IncidentEventKind.Reopened, Loud)!.Phase.ShouldBe(EscalationPhase.Running);
        Apply(ended, Incident(resolved: true), IncidentEventKind.Resolved, Loud).ShouldBe(ended);
    }

    [Fact]
    public void Merged_Ends() => Apply(Apply(null, Incident(), IncidentEventKind.Opened, Loud), Incident(), IncidentEventKind.Merged, Loud)!.Phase.ShouldBe(EscalationPhase.Ended);

    [Fact]
    public void Snoozed_SomethingElseHappens_StaysSilentUntilAcknowledged()
    {
        var row = Apply(null, Incident(), IncidentEventKind.Opened, Loud)!;
        var snoozed = row.With(EscalationMachine.Snooze(row.State, Now.AddHours(1)), Now);

        Apply(snoozed, Incident(acknowledged: true), IncidentEventKind.Assigned, Loud).ShouldBe(snoozed);
        Apply(snoozed, Incident(acknowledged: true), IncidentEventKind.Acknowledged, Loud)!.Phase.ShouldBe(EscalationPhase.Acknowledged);
    }

    [Fact]
    public void Worked_IsASignOfLifeAndCallsNobody()
    {
        var running = Apply(null, Incident(), IncidentEventKind.Opened, Loud)!;
        var acknowledged = Apply(running, Incident(acknowledged: true), IncidentEventKind.Acknowledged, Loud)! with { Reminders = 2, NextAt = Now };

        Apply(null, Incident(), IncidentEventKind.Worked, Loud).ShouldBeNull();
        Apply(running, Incident(), IncidentEventKind.Worked, Quiet).ShouldBe(running);
        Apply(acknowledged, Incident(acknowledged: true), IncidentEventKind.Worked, Loud)!.ShouldSatisfyAllConditions(
            heard => heard.Phase.ShouldBe(EscalationPhase.Acknowledged), heard => heard.Reminders.ShouldBe(0), heard => heard.NextAt.ShouldBe(Now.AddMinutes(30)));
    }

    private static EscalationRow? Apply(EscalationRow? before, IncidentState incident, IncidentEventKind kind, Document<EscalationPolicy>? policy)
        => EscalationNews.Apply(before, incident, [new IncidentEvent(1, Now, kind, 1, 1, "Broken", null, null, new Actor(ActorKind.User, "anna", "Anna", null), "")], policy, Now);

    private static IncidentState Incident(bool acknowledged = false, bool resolved = false)
        => new(1, "Broken", null, null, 1, resolved, Now, Now, acknowledged ? Now : null, acknowledged ? "Anna" : null, null, null, "/incidents/1");

    private static Document<EscalationPolicy> Policy(string name)
        => new(Guid.NewGuid(), 1, new EscalationPolicy { Name = name, RemindMinutes = 30, Steps = [new PolicyStep { Kind = StepKind.Notify, TargetId = "anna" }] }, Now, "");
}
