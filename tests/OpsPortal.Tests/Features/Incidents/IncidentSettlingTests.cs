using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class IncidentSettlingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly IncidentRow Open = new() { Number = 1, Priority = Priority.P3, Status = IncidentStatus.Open, OpenedAt = Now, DueFrom = Now };

    [Fact]
    public void Settle_AllClearAndNobodyTookIt_ResolvesAndSaysWhy()
    {
        var (after, entries) = IncidentSettling.Settle(Open, Totals(firing: 0), false, Now);

        after.ShouldSatisfyAllConditions(
            () => after.Status.ShouldBe(IncidentStatus.Resolved), () => after.ResolvedBySystem.ShouldBeTrue(), () => after.ClearedAt.ShouldBe(Now));
        entries.Single().Text.ShouldContain("nobody had acknowledged");
    }

    [Theory]
    [InlineData(IncidentStatus.Acknowledged)]
    [InlineData(IncidentStatus.Investigating)]
    [InlineData(IncidentStatus.Mitigating)]
    public void Settle_AllClearWhileSomebodyWorksOnIt_LeavesItToThem(IncidentStatus status)
    {
        var (after, entries) = IncidentSettling.Settle(Open with { Status = status }, Totals(firing: 0), false, Now);

        after.Status.ShouldBe(status);
        after.ClearedAt.ShouldBe(Now);
        entries.Single().Kind.ShouldBe(TimelineKind.Cleared);
    }

    [Fact]
    public void Settle_DeclaredByHandAndAllClear_StaysOpen()
        => IncidentSettling.Settle(Open with { Origin = "declared" }, Totals(firing: 0), false, Now).After.Status.ShouldBe(IncidentStatus.Open);

    [Fact]
    public void Settle_ClearedBefore_SaysItOnce()
        => IncidentSettling.Settle(Open with { Status = IncidentStatus.Acknowledged, ClearedAt = Now }, Totals(firing: 0), false, Now).Entries.ShouldBeEmpty();

    [Fact]
    public void Settle_FiresAgainAfterItResolvedItself_IsOpenAndDueAnew()
    {
        var before = Open with { Status = IncidentStatus.Resolved, ResolvedBySystem = true, ResolvedAt = Now, ClearedAt = Now };

        var (after, entries) = IncidentSettling.Settle(before, Totals(firing: 1), true, Now.AddMinutes(5));

        after.ShouldSatisfyAllConditions(
            () => after.Status.ShouldBe(IncidentStatus.Open), () => after.DueFrom.ShouldBe(Now.AddMinutes(5)), () => after.ResolvedAt.ShouldBeNull(), () => after.ClearedAt.ShouldBeNull());
        entries.Single().Kind.ShouldBe(TimelineKind.Reopened);
    }

    [Fact]
    public void Settle_StillFiringAfterAPersonResolved_StaysResolved()
        => IncidentSettling.Settle(Open with { Status = IncidentStatus.Resolved, ResolvedAt = Now, ResolvedBy = "Anna" }, Totals(firing: 1), true, Now).After.Status.ShouldBe(IncidentStatus.Resolved);

    [Fact]
    public void Settle_MoreUrgentAlertJoinsAnAcknowledgedOne_AsksForItAgain()
    {
        var before = Open with { Status = IncidentStatus.Acknowledged, AcknowledgedAt = Now, AcknowledgedBy = "Anna" };

        var (after, entries) = IncidentSettling.Settle(before, Totals(firing: 1, Priority.P1), true, Now.AddMinutes(1));

        after.ShouldSatisfyAllConditions(
            () => after.Priority.ShouldBe(Priority.P1), () => after.Status.ShouldBe(IncidentStatus.Open), () => after.AcknowledgedAt.ShouldBeNull(), () => after.DueFrom.ShouldBe(Now.AddMinutes(1)));
        entries.Single().Text.ShouldContain("please acknowledge again");
    }

    [Fact]
    public void Settle_MoreUrgentAlertWhenAPersonSetThePriority_KeepsIt()
    {
        var (after, entries) = IncidentSettling.Settle(Open with { PriorityByHand = true }, Totals(firing: 1, Priority.P1), true, Now);

        after.Priority.ShouldBe(Priority.P3);
        entries.Single().Text.ShouldContain("a person set it");
    }

    private static AlertTotals Totals(int firing, Priority highest = Priority.P3)
        => new() { Incident = 1, Alerts = 1, Firing = firing, Names = ["A"], FirstStart = Now, LastStart = Now, LastEnd = firing == 0 ? Now : null, Highest = highest };
}
