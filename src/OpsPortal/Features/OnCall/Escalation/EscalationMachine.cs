using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Features.OnCall.Escalation;

/// <summary>
/// From a policy, what happened to the incident and the time to who must be told now. Pure. Waits count from when the step before
/// them was really done: after a time in which nothing ran, people get the next step, and not all that were missed at once.
/// </summary>
public static class EscalationMachine
{
    /// <param name="by">The account id of who acknowledged.</param>
    public static EscalationState Acknowledge(EscalationPolicy policy, EscalationState state, string? by, DateTimeOffset at)
        => state.Phase == EscalationPhase.Ended ? state : new(EscalationPhase.Acknowledged, 0, 0, ReminderAt(policy, by, at), 0, by);

    /// <summary>A sign of life from whoever works on it: reminders wait anew.</summary>
    public static EscalationState Hear(EscalationPolicy policy, EscalationState state, DateTimeOffset at)
        => state.Phase == EscalationPhase.Acknowledged ? state with { NextAt = ReminderAt(policy, state.Holder, at), Reminders = 0 } : state;

    public static EscalationState Snooze(EscalationState state, DateTimeOffset until)
        => state.Phase == EscalationPhase.Ended ? state : state with { Phase = EscalationPhase.Snoozed, Step = 0, Round = 0, NextAt = until, Reminders = 0 };

    public static EscalationState End(EscalationState state) => state with { Phase = EscalationPhase.Ended, NextAt = null };

    /// <summary>Does what is due.</summary>
    public static (EscalationState State, IReadOnlyList<Call> Calls) Tick(EscalationPolicy policy, EscalationState state, DateTimeOffset now)
    {
        if (state.NextAt is not { } due || due > now)
            return (state, []);
        return state.Phase switch
        {
            EscalationPhase.Running => Run(policy, state, now),
            EscalationPhase.Acknowledged when policy.RestartAfterReminders > 0 && state.Reminders >= policy.RestartAfterReminders
                => Run(policy, EscalationState.Begin(now), now),
            EscalationPhase.Acknowledged => Remind(policy, state, now),
            EscalationPhase.Snoozed => Run(policy, EscalationState.Begin(now), now),
            _ => (state with { NextAt = null }, []),
        };
    }

    private static (EscalationState, IReadOnlyList<Call>) Remind(EscalationPolicy policy, EscalationState state, DateTimeOffset now) => (
        state with { Reminders = state.Reminders + 1, NextAt = ReminderAt(policy, state.Holder, now) },
        state.Holder is { } holder ? [new Call(TargetKind.Person, holder, true, -1, state.Reminders)] : []);

    private static (EscalationState, IReadOnlyList<Call>) Run(EscalationPolicy policy, EscalationState state, DateTimeOffset now)
    {
        var calls = new List<Call>();
        var (step, round) = (state.Step, state.Round);
        var clock = WallClock.Of(policy.Zone);
        while (true)
        {
            if (step >= policy.Steps.Count)
            {
                if ((!policy.UntilAcknowledged && round >= policy.Repeats) || policy.Steps.All(one => one.Kind != StepKind.Wait))
                    return (state with { Phase = EscalationPhase.Spent, Step = step, Round = round, NextAt = null }, calls);
                (step, round) = (0, round + 1);
            }
            var one = policy.Steps[step];
            if (one.Kind == StepKind.Wait)
                return (state with { Step = step + 1, Round = round, NextAt = now.AddMinutes(one.Minutes) }, calls);
            if (one.Kind == StepKind.WaitForBusinessHours && NextOpening(policy.BusinessHours, clock, now) is var opening && opening > now)
                return (state with { Step = step + 1, Round = round, NextAt = opening }, calls);
            if (one.Kind == StepKind.Notify && IsTime(policy.BusinessHours, clock, one.Time, now))
                calls.Add(new Call(one.Target, one.TargetId, one.Important, step, round));
            step++;
        }
    }

    private static bool IsTime(WeekHours hours, WallClock clock, StepTime time, DateTimeOffset now)
        => time == StepTime.Always || hours.Contains(clock.Read(now)) == (time == StepTime.BusinessHours);

    /// <summary>The first instant from now on that is within the hours.</summary>
    internal static DateTimeOffset NextOpening(WeekHours hours, WallClock clock, DateTimeOffset now)
    {
        if (hours.Contains(clock.Read(now)))
            return now;
        var today = clock.Read(now).Date;
        // The evening before counts too: its hours may begin within a change of clocks.
        return Enumerable.Range(-1, 10).Select(day => today.AddDays(day))
            .Where(day => hours.Days.Contains(day.DayOfWeek)).Select(day => clock.First(day + hours.From.ToTimeSpan()))
            .Concat(clock.Changes(now, now.AddDays(9)))
            .Where(at => at > now && hours.Contains(clock.Read(at))).Min();
    }

    private static DateTimeOffset? ReminderAt(EscalationPolicy policy, string? holder, DateTimeOffset at)
        => policy.RemindMinutes > 0 && holder is not null ? at.AddMinutes(policy.RemindMinutes) : null;
}
