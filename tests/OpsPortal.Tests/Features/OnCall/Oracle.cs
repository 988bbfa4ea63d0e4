using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Tests.Features.OnCall;

/// <summary>
/// The same answers, found in the plainest way: it walks from minute to minute, looks at a wall clock whose changes are written
/// here by hand, and shares no line with what it checks.
/// </summary>
internal static class Oracle
{
    public static readonly DateTimeOffset YearBegins = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Offset in minutes during 2026, with the instants of change.</summary>
    public static int OffsetMinutes(string zone, DateTimeOffset at) => zone switch
    {
        "UTC" => 0,
        "Europe/Berlin" => at >= Utc(3, 29, 1, 0) && at < Utc(10, 25, 1, 0) ? 120 : 60,
        "America/New_York" => at >= Utc(3, 8, 7, 0) && at < Utc(11, 1, 6, 0) ? -240 : -300,
        "Australia/Lord_Howe" => at >= Utc(4, 4, 15, 0) && at < Utc(10, 3, 15, 30) ? 630 : 660,
        _ => throw new ArgumentException(zone),
    };

    public static DateTime Wall(string zone, DateTimeOffset at) => at.UtcDateTime.AddMinutes(OffsetMinutes(zone, at));

    public static bool IsIn(WeekHours hours, DateTime wall)
    {
        // They began today or yesterday, if they go on now.
        var length = (int)(hours.To.ToTimeSpan() - hours.From.ToTimeSpan()).TotalMinutes;
        if (length <= 0)
            length += 24 * 60;
        for (var back = 0; back < 2; back++)
        {
            var begin = wall.Date.AddDays(-back) + hours.From.ToTimeSpan();
            if (wall >= begin && wall < begin.AddMinutes(length) && hours.Days.Contains(begin.DayOfWeek))
                return true;
        }
        return false;
    }

    private static DateTimeOffset Utc(int month, int day, int hour, int minute) => new(2026, month, day, hour, minute, 0, TimeSpan.Zero);
}

/// <summary>Who is on call, told by passing on a baton when the wall shows the hand-over's time.</summary>
internal sealed class BatonOracle(Schedule schedule, StandIn[] standIns)
{
    private readonly int[] _turn = [.. schedule.Layers.Select(_ => -1)];
    private readonly DateTime[] _next = [.. schedule.Layers.Select(layer => layer.Start.ToDateTime(layer.Handoff))];
    private readonly DateTimeOffset[] _passed = new DateTimeOffset[schedule.Layers.Count];

    /// <summary>Must be asked for each minute in order.</summary>
    public string? PersonAt(DateTimeOffset at)
    {
        var wall = Oracle.Wall(schedule.Zone, at);
        string? person = null;
        for (var i = 0; i < schedule.Layers.Count; i++)
        {
            var layer = schedule.Layers[i];
            if (layer.Unit == TurnUnit.Hours && _turn[i] >= 0)
            {
                if (at - _passed[i] >= TimeSpan.FromHours(layer.Length))
                    (_turn[i], _passed[i]) = (_turn[i] + 1, at);
            }
            else if (wall >= _next[i])
            {
                (_turn[i], _passed[i]) = (_turn[i] + 1, at);
                _next[i] = _next[i].AddDays(layer.Length * (layer.Unit == TurnUnit.Weeks ? 7 : 1));
            }
            var over = layer.End is { } end && wall >= end.ToDateTime(layer.Handoff);
            if (_turn[i] >= 0 && !over && (layer.Hours.Count == 0 || layer.Hours.Any(hours => Oracle.IsIn(hours, wall))))
                person = layer.People[_turn[i] % layer.People.Count];
        }
        foreach (var standIn in standIns.OrderBy(one => one.MadeAt))
        {
            if (at >= standIn.From && at < standIn.To)
                person = standIn.Person;
        }
        return person;
    }
}

/// <summary>An escalation, told by counting minutes down.</summary>
internal sealed class CountdownOracle(EscalationPolicy policy)
{
    private int _step;
    private int _round;
    private int _minutesLeft;
    private bool _waitsForOpening;
    private string _mode = "running";
    private string? _holder;
    private int _reminders;

    public void Acknowledge(string by)
    {
        if (_mode != "ended")
            (_mode, _holder, _minutesLeft, _reminders) = ("acknowledged", by, policy.RemindMinutes, 0);
    }

    public void Hear()
    {
        if (_mode == "acknowledged")
            (_minutesLeft, _reminders) = (policy.RemindMinutes, 0);
    }

    public void Snooze(int minutes)
    {
        if (_mode != "ended")
            (_mode, _minutesLeft) = ("snoozed", minutes);
    }

    public void End() => _mode = "ended";

    /// <summary>One minute: who is told in it.</summary>
    public List<string> Minute(DateTimeOffset at)
    {
        var told = new List<string>();
        var wall = Oracle.Wall(policy.Zone, at);
        var open = Oracle.IsIn(policy.BusinessHours, wall);
        if (_mode == "acknowledged" && policy.RemindMinutes > 0 && --_minutesLeft < 0)
        {
            if (policy.RestartAfterReminders > 0 && _reminders == policy.RestartAfterReminders)
                Restart();
            else
            {
                told.Add("remind " + _holder);
                (_reminders, _minutesLeft) = (_reminders + 1, policy.RemindMinutes - 1);
            }
        }
        if (_mode == "snoozed" && --_minutesLeft < 0)
            Restart();
        if (_mode != "running")
            return told;
        if (_waitsForOpening && !open)
            return told;
        _waitsForOpening = false;
        if (_minutesLeft > 0 && --_minutesLeft > 0)
            return told;
        while (true)
        {
            if (_step == policy.Steps.Count)
            {
                if (!policy.UntilAcknowledged && _round == policy.Repeats)
                {
                    _mode = "spent";
                    return told;
                }
                (_step, _round) = (0, _round + 1);
            }
            var step = policy.Steps[_step++];
            if (step.Kind == StepKind.Wait)
            {
                _minutesLeft = step.Minutes;
                return told;
            }
            if (step.Kind == StepKind.WaitForBusinessHours && !open)
            {
                _waitsForOpening = true;
                return told;
            }
            if (step.Kind == StepKind.Notify && (step.Time == StepTime.Always || (step.Time == StepTime.BusinessHours) == open))
                told.Add($"{step.Target} {step.TargetId} {step.Important}");
        }
    }

    private void Restart() => (_mode, _step, _round, _minutesLeft, _waitsForOpening, _reminders) = ("running", 0, 0, 0, false, 0);
}
