using OpsPortal.Features.OnCall.Escalation;

namespace OpsPortal.Tests.Features.OnCall;

public sealed class SimulationTests
{
    private static readonly DateTimeOffset Saturday = DateTimeOffset.Parse("2026-11-21T03:00Z");
    private static readonly PolicyStep Ann = new() { Kind = StepKind.Notify, TargetId = "ann" };

    [Fact]
    public void Run_WaitForBusinessHours_TellsOnMonday()
    {
        var policy = new EscalationPolicy { Steps = [new PolicyStep { Kind = StepKind.WaitForBusinessHours }, Ann, new PolicyStep { Kind = StepKind.Wait, Minutes = 30 }, Ann] };

        var (calls, ends) = Simulation.Run(policy, Saturday);

        calls.Select(call => call.At).ShouldBe([DateTimeOffset.Parse("2026-11-23T09:00Z"), DateTimeOffset.Parse("2026-11-23T09:30Z")]);
        ends.ShouldBeTrue();
    }

    [Fact]
    public void Run_UntilAcknowledged_StopsLookingAndSaysThatItGoesOn()
    {
        var policy = new EscalationPolicy { UntilAcknowledged = true, Steps = [Ann, new PolicyStep { Kind = StepKind.Wait, Minutes = 5 }] };

        var (calls, ends) = Simulation.Run(policy, Saturday);

        calls.Count.ShouldBe(40);
        calls[^1].After.ShouldBe(TimeSpan.FromMinutes(39 * 5));
        ends.ShouldBeFalse();
    }
}
