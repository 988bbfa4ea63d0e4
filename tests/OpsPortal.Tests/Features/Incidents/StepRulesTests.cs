using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class StepRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly Actor Ben = new(ActorKind.User, "u-ben", "Ben", "10.0.0.2");
    private static readonly IncidentRow Open = new() { Number = 7, Version = 3, Priority = Priority.P2, Status = IncidentStatus.Open, OpenedAt = Now.AddMinutes(-5), DueFrom = Now.AddMinutes(-5) };
    private static readonly IncidentRow AnnaHasIt = Open with { Status = IncidentStatus.Acknowledged, AcknowledgedAt = Now.AddSeconds(-3), AcknowledgedBy = "Anna", AssigneeName = "Anna", Version = 4 };

    [Fact]
    public void Acknowledge_Open_TakesItAndAssigns()
    {
        var decision = Decide(Open, StepKind.Acknowledge);

        decision.After.ShouldNotBeNull().ShouldSatisfyAllConditions(
            after => after.Status.ShouldBe(IncidentStatus.Acknowledged), after => after.AcknowledgedBy.ShouldBe("Ben"),
            after => after.AssigneeName.ShouldBe("Ben"), after => after.Version.ShouldBe(4));
    }

    [Fact]
    public void Acknowledge_AnnaWasFaster_BothAreRecorded()
    {
        var decision = Decide(AnnaHasIt, StepKind.Acknowledge, Others(TimelineKind.Acknowledged));

        decision.Outcome.ShouldBe(StepOutcome.Taken);
        decision.Words.ShouldBe("Anna acknowledged this 3 s ago; your acknowledgement is recorded beside it.");
        decision.After!.AcknowledgedBy.ShouldBe("Anna");
        decision.Entry!.Text.ShouldBe("Acknowledged too (Anna did 3 s ago).");
    }

    [Fact]
    public void Acknowledge_AlreadyByMyself_SaysSo()
        => Decide(AnnaHasIt with { AcknowledgedBy = "Ben" }, StepKind.Acknowledge).Words.ShouldBe("You acknowledged this already, 3 s ago.");

    [Theory]
    [InlineData(StepKind.Acknowledge)]
    [InlineData(StepKind.Investigate)]
    [InlineData(StepKind.Mitigate)]
    public void Work_AnnaResolvedMeanwhile_IsRefusedNamingHer(StepKind kind)
    {
        var decision = Decide(AnnaHasIt with { Status = IncidentStatus.Resolved, ResolvedAt = Now.AddSeconds(-5), ResolvedBy = "Anna" }, kind, Others(TimelineKind.Resolved));

        decision.Outcome.ShouldBe(StepOutcome.Refused);
        decision.Words.ShouldBe("Anna resolved this 5 s ago. Your step was not taken; reopen the incident if it is not over.");
        decision.After.ShouldBeNull();
    }

    [Fact]
    public void Resolve_AnnaBeganToMitigateMeanwhile_IsAskedAgain()
    {
        var decision = Decide(AnnaHasIt with { Status = IncidentStatus.Mitigating }, StepKind.Resolve, Others(TimelineKind.Mitigating, "Mitigates."));

        decision.Outcome.ShouldBe(StepOutcome.Ask);
        decision.Words.ShouldBe("Anna was faster, 3 s ago: “Mitigates.” Resolve it all the same?");
    }

    [Fact]
    public void Resolve_AnnaOnlyCommentedMeanwhile_IsTaken()
        => Decide(AnnaHasIt, StepKind.Resolve, Others(TimelineKind.Note)).After!.Status.ShouldBe(IncidentStatus.Resolved);

    [Fact]
    public void Resolve_AnnaResolvedMeanwhile_IsRecordedBesideHers()
    {
        var before = AnnaHasIt with { Status = IncidentStatus.Resolved, ResolvedAt = Now.AddSeconds(-2), ResolvedBy = "Anna" };

        var decision = Decide(before, StepKind.Resolve, Others(TimelineKind.Resolved));

        decision.Outcome.ShouldBe(StepOutcome.Taken);
        decision.After!.ResolvedBy.ShouldBe("Anna");
    }

    [Fact]
    public void Resolve_AlertsStillFire_IsWrittenDown()
        => Decide(Open with { AlertsFiring = 2 }, StepKind.Resolve).Entry!.Text.ShouldBe("Resolved. 2 alerts still fire.");

    [Fact]
    public void Resolve_WithoutAcknowledging_CountsAsAcknowledgedToo()
        => Decide(Open, StepKind.Resolve).After!.AcknowledgedBy.ShouldBe("Ben");

    [Fact]
    public void Reopen_Resolved_IsOpenAndDueAnew()
    {
        var after = Decide(AnnaHasIt with { Status = IncidentStatus.Resolved, ResolvedAt = Now, ResolvedBy = "Anna" }, StepKind.Reopen).After!;

        after.Status.ShouldBe(IncidentStatus.Open);
        after.DueFrom.ShouldBe(Now);
        after.AcknowledgedAt.ShouldBeNull();
    }

    [Fact]
    public void Reopen_AnnaReopenedMeanwhile_SaysThatItIsOpen()
        => Decide(Open, StepKind.Reopen, Others(TimelineKind.Reopened)).Words.ShouldBe("Anna reopened this 3 s ago: it is open.");

    [Fact]
    public void SetPriority_AnnaSetOneMeanwhile_IsAskedAgain()
        => StepRules.Decide(Open, Step(StepKind.SetPriority) with { Priority = Priority.P1 }, Others(TimelineKind.Severity, "Changed the priority from P2 to P3."), Ben, Now)
            .Outcome.ShouldBe(StepOutcome.Ask);

    [Fact]
    public void SetPriority_Raised_IsDueFromNow()
        => StepRules.Decide(Open, Step(StepKind.SetPriority) with { Priority = Priority.P1 }, [], Ben, Now).After!.ShouldSatisfyAllConditions(
            after => after.DueFrom.ShouldBe(Now), after => after.PriorityByHand.ShouldBeTrue());

    [Fact]
    public void Note_Empty_IsRefused() => Decide(Open, StepKind.Note).Outcome.ShouldBe(StepOutcome.Refused);

    [Fact]
    public void Step_WithComment_KeepsItBelowTheStep()
        => StepRules.Decide(Open, Step(StepKind.Acknowledge) with { Text = " on it " }, [], Ben, Now).Entry!.Text.ShouldBe("Acknowledged.\non it");

    private static StepDecision Decide(IncidentRow incident, StepKind kind, params OthersStep[] others) => StepRules.Decide(incident, Step(kind), others, Ben, Now);

    private static IncidentStep Step(StepKind kind) => new(kind, Guid.NewGuid(), 3);

    private static OthersStep[] Others(TimelineKind kind, string text = "…") => [new(kind, "Anna", Now.AddSeconds(-3), text)];
}
