using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Rota;

/// <summary>What is wrong with a schedule or a stand-in, in words for the person who made it.</summary>
public static class ScheduleCheck
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2200, 1, 1);

    /// <returns>Null when nothing is.</returns>
    public static string? Problem(Schedule schedule)
    {
        if (schedule.Name.Trim().Length is 0 or > 100)
            return "The name must have 1 to 100 characters.";
        if (!WallClock.TryFind(schedule.Zone, out _))
            return $"There is no time zone \"{schedule.Zone}\"; write it like Europe/Berlin or UTC.";
        if (schedule.Layers.Count is 0 or > 20)
            return "A schedule has 1 to 20 layers.";
        return schedule.Layers.Select((layer, i) => ProblemOf(layer, $"Layer {i + 1}")).FirstOrDefault(problem => problem is not null);
    }

    /// <returns>Null when nothing is.</returns>
    public static string? Problem(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        if (to <= from)
            return "It ends before it begins.";
        if (to - from > TimeSpan.FromDays(366))
            return "It is longer than a year.";
        return to <= now ? "It is over already." : null;
    }

    private static string? ProblemOf(Layer layer, string which)
    {
        if (layer.Name.Length > 100)
            return which + ": the name is longer than 100 characters.";
        if (layer.People.Count is 0 or > 100)
            return which + ": name 1 to 100 people who take turns.";
        if (layer.Length < 1 || layer.Length > (layer.Unit == TurnUnit.Hours ? 1000 : 365))
            return which + ": a turn lasts 1 to 1000 hours, or 1 to 365 days or weeks.";
        if (layer.Start < Earliest || layer.Start > Latest)
            return which + ": it must start between 2000 and 2200.";
        if (layer.End is { } end && end <= layer.Start)
            return which + ": it ends before it starts.";
        if (layer.Hours.Count > 20)
            return which + ": name at most 20 spans of hours.";
        return layer.Hours.Any(hours => hours.Days.Count == 0) ? which + ": hours need at least one weekday." : null;
    }
}
