using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Tests.Features.OnCall;

/// <summary>A year, minute by minute, held against the plain oracle: nights of 23 and 25 hours and of half an hour more or less are in it.</summary>
public sealed class EscalationYearTests
{
    private const int Minutes = 365 * 24 * 60;
    private static readonly DayOfWeek[] WorkDays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly DayOfWeek[] EveryDay = Enum.GetValues<DayOfWeek>();

    public static TheoryData<string> Zones => ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];

    [Theory]
    [MemberData(nameof(Zones))]
    public void OnCall_YearMinuteByMinute_EqualsTheOracle(string zone)
    {
        foreach (var schedule in Schedules(zone))
        {
            var standIns = StandIns();
            var plan = new OnCallPlan(schedule, standIns);
            var oracle = new BatonOracle(schedule, standIns);
            // Before the year the oracle catches up with the layers that began earlier.
            for (var at = Oracle.YearBegins.AddDays(-40); at < Oracle.YearBegins; at = at.AddMinutes(1))
                oracle.PersonAt(at);
            var shifts = plan.Shifts(Oracle.YearBegins, Oracle.YearBegins.AddMinutes(Minutes));
            var shift = 0;

            for (var minute = 0; minute < Minutes; minute++)
            {
                var at = Oracle.YearBegins.AddMinutes(minute);
                var expected = oracle.PersonAt(at);
                while (shifts[shift].To <= at)
                    shift++;
                if (plan.PersonAt(at) != expected || shifts[shift].Person != expected)
                    Assert.Fail($"{schedule.Name} in {zone} at {at:O} (wall {Oracle.Wall(zone, at):s}): expected {expected}, at once {plan.PersonAt(at)}, as a shift {shifts[shift].Person}");
            }
            shifts[0].From.ShouldBe(Oracle.YearBegins);
            shifts.Zip(shifts.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Escalation_YearMinuteByMinute_EqualsTheOracle(string zone)
    {
        var random = new Random(zone.Length);
        var told = 0;
        foreach (var policy in Policies(zone))
        {
            PolicyCheck.Problem(policy).ShouldBeNull();
            var open = new List<(EscalationState State, CountdownOracle Oracle)>();
            for (var minute = 0; minute < Minutes; minute++)
            {
                var at = Oracle.YearBegins.AddMinutes(minute);
                // About one new incident in four hours; a change of clocks always meets several.
                if (random.Next(240) == 0 && open.Count < 12)
                    open.Add((EscalationState.Begin(at), new CountdownOracle(policy)));
                for (var i = 0; i < open.Count; i++)
                {
                    var (state, oracle) = open[i];
                    state = Happen(random, policy, state, oracle, at);
                    var expected = oracle.Minute(at);
                    (state, var calls) = EscalationMachine.Tick(policy, state, at);
                    var words = calls.Select(call => call.IsReminder ? "remind " + call.TargetId : $"{call.Target} {call.TargetId} {call.Important}").ToList();
                    if (!words.SequenceEqual(expected))
                        Assert.Fail($"{policy.Name} in {zone} at {at:O} (wall {Oracle.Wall(zone, at):s}), {state}: expected [{string.Join(", ", expected)}], told [{string.Join(", ", words)}]");
                    told += words.Count;
                    open[i] = (state, oracle);
                }
                open.RemoveAll(one => one.State.Phase == EscalationPhase.Ended);
            }
        }
        told.ShouldBeGreaterThan(10_000);
    }

    private static EscalationState Happen(Random random, EscalationPolicy policy, EscalationState state, CountdownOracle oracle, DateTimeOffset at)
    {
        switch (random.Next(2000))
        {
            case < 4:
                oracle.Acknowledge("ann");
                return EscalationMachine.Acknowledge(policy, state, "ann", at);
            case < 6:
                oracle.Hear();
                return EscalationMachine.Hear(policy, state, at);
            case 6:
                var minutes = random.Next(1, 300);
                oracle.Snooze(minutes);
                return EscalationMachine.Snooze(state, at.AddMinutes(minutes));
            case 7:
                oracle.End();
                return EscalationMachine.End(state);
            default:
                return state;
        }
    }

    private static Schedule[] Schedules(string zone) =>
    [
        new()
        {
            Name = "weeks, office hours over them, and nights", Zone = zone, Layers =
            [
                new() { Name = "weeks", Start = new(2025, 12, 8), Handoff = new(2, 30), Unit = TurnUnit.Weeks, People = ["a", "b", "c"] },
                new() { Name = "office", Start = new(2026, 1, 5), Handoff = new(9, 0), Unit = TurnUnit.Days, People = ["d", "e"], Hours = [new(WorkDays, new(9, 0), new(17, 30))] },
                new() { Name = "nights", Start = new(2026, 2, 1), End = new(2026, 11, 15), Handoff = new(1, 45), Unit = TurnUnit.Days, Length = 2, People = ["f", "g", "h"], Hours = [new([DayOfWeek.Saturday, DayOfWeek.Sunday], new(22, 0), new(2, 15)), new([DayOfWeek.Sunday], new(2, 10), new(2, 20))] },
            ],
        },
        new()
        {
            Name = "hours", Zone = zone, Layers =
            [
                new() { Name = "eights", Start = new(2025, 12, 1), Handoff = new(1, 45), Unit = TurnUnit.Hours, Length = 8, People = ["a", "b", "c"], Hours = [new(EveryDay, new(2, 0), new(2, 0)), new([DayOfWeek.Sunday], new(1, 30), new(3, 0))] },
                new() { Name = "fortnights", Start = new(2026, 3, 29), Handoff = new(2, 0), Unit = TurnUnit.Weeks, Length = 2, People = ["d", "e"], Hours = [new([DayOfWeek.Sunday], new(0, 0), new(0, 0))] },
            ],
        },
    ];

    private static StandIn[] StandIns() =>
    [
        new(Guid.NewGuid(), Oracle.YearBegins.AddDays(86.5), Oracle.YearBegins.AddDays(88), "x", Oracle.YearBegins),
        new(Guid.NewGuid(), Oracle.YearBegins.AddDays(87), Oracle.YearBegins.AddDays(87.2), "y", Oracle.YearBegins.AddMinutes(1)),
        new(Guid.NewGuid(), Oracle.YearBegins.AddDays(275.6), Oracle.YearBegins.AddDays(275.7), "z", Oracle.YearBegins),
    ];

    private static EscalationPolicy[] Policies(string zone)
    {
        var person = new PolicyStep { Kind = StepKind.Notify, Target = TargetKind.Person, TargetId = "ann" };
        var schedule = new PolicyStep { Kind = StepKind.Notify, Target = TargetKind.Schedule, TargetId = "first" };
        var channel = new PolicyStep { Kind = StepKind.Notify, Target = TargetKind.Channel, TargetId = "chat", Important = false };
        PolicyStep Wait(int minutes) => new() { Kind = StepKind.Wait, Minutes = minutes };
        return
        [
            new() { Name = "at once", Zone = zone, Steps = [channel, schedule, Wait(5), schedule, Wait(10), person, Wait(1)], Repeats = 2, RemindMinutes = 30, RestartAfterReminders = 2 },
            new()
            {
                Name = "by day and by night", Zone = zone, UntilAcknowledged = true, RemindMinutes = 60,
                Steps = [schedule with { Time = StepTime.OutsideBusinessHours }, person with { Time = StepTime.BusinessHours }, Wait(7), channel, Wait(20)],
                BusinessHours = new([DayOfWeek.Sunday, DayOfWeek.Monday], new(2, 10), new(1, 50)),
            },
            new() { Name = "next business day", Zone = zone, Steps = [new() { Kind = StepKind.WaitForBusinessHours }, channel, Wait(120), new() { Kind = StepKind.WaitForBusinessHours }, person], BusinessHours = new([DayOfWeek.Sunday, DayOfWeek.Wednesday], new(2, 15), new(11, 0)) },
        ];
    }
}
