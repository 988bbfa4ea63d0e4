using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>A day of a calendar by the schedule's wall clock.</summary>
/// <param name="Minutes">How long the day is: 1380 or 1500 in the nights when clocks are changed.</param>
public sealed record ShiftDay(DateOnly Day, int Minutes, IReadOnlyList<Shift> Parts)
{
    /// <summary>So many days from the one that is at <paramref name="now"/>.</summary>
    public static IReadOnlyList<ShiftDay> From(OnCallPlan plan, DateTimeOffset now, int days)
    {
        var first = DateOnly.FromDateTime(plan.Clock.Read(now));
        return [.. Enumerable.Range(0, days).Select(i =>
        {
            var (from, to) = (plan.Clock.First(first.AddDays(i).ToDateTime(TimeOnly.MinValue)), plan.Clock.First(first.AddDays(i + 1).ToDateTime(TimeOnly.MinValue)));
            return new ShiftDay(first.AddDays(i), (int)(to - from).TotalMinutes, plan.Shifts(from, to));
        })];
    }
}
