namespace OpsPortal.Features.OnCall.Rota;

/// <summary>Hours of the week by the wall clock: "Monday to Friday, 9 to 17".</summary>
/// <param name="Days">Days on which the hours begin.</param>
/// <param name="To">Exclusive; at or before <paramref name="From"/> it is the next day's (equal: 24 hours).</param>
public sealed record WeekHours(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    /// <param name="wall">What the wall shows.</param>
    public bool Contains(DateTime wall)
    {
        var time = TimeOnly.FromDateTime(wall);
        if (From < To)
            return Days.Contains(wall.DayOfWeek) && time >= From && time < To;
        return (Days.Contains(wall.DayOfWeek) && time >= From) || (Days.Contains(wall.AddDays(-1).DayOfWeek) && time < To);
    }

    public bool Equals(WeekHours? other) => other is not null && From == other.From && To == other.To && Days.SequenceEqual(other.Days);

    public override int GetHashCode() => HashCode.Combine(From, To, Days.Count);
}
