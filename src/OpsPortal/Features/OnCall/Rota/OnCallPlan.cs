using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Rota;

/// <summary>Answers who is on call, at an instant and over a span. Knows no clock and no database.</summary>
public sealed class OnCallPlan
{
    private readonly Turns[] _turns;
    private readonly Schedule _schedule;
    private readonly StandIn[] _standIns;

    /// <param name="schedule">One that <see cref="ScheduleCheck"/> finds right.</param>
    /// <exception cref="TimeZoneNotFoundException">The schedule's zone isn't known here.</exception>
    public OnCallPlan(Schedule schedule, IEnumerable<StandIn> standIns)
    {
        _schedule = schedule;
        Clock = WallClock.Of(schedule.Zone);
        _turns = [.. schedule.Layers.Select(layer => new Turns(layer, Clock))];
        _standIns = [.. standIns.OrderByDescending(one => one.MadeAt).ThenByDescending(one => one.Id)];
    }

    /// <summary>The schedule's own clock.</summary>
    public WallClock Clock { get; }

    /// <returns>An account id, or null when nobody is.</returns>
    public string? PersonAt(DateTimeOffset at) => At(at).Person;

    /// <summary>Who is on call over the span, without holes: hours with nobody are shifts of nobody. Cut to the span.</summary>
    public IReadOnlyList<Shift> Shifts(DateTimeOffset from, DateTimeOffset to)
    {
        var edges = _turns.SelectMany(turns => turns.Edges(from, to)).Concat(_standIns.SelectMany(one => new[] { one.From, one.To }))
            .Where(edge => edge > from && edge < to).Append(from).Distinct().Order();
        var shifts = new List<Shift>();
        foreach (var edge in edges)
        {
            var (person, because, standIn) = At(edge);
            if (shifts.LastOrDefault() is { } last && (last.Person, last.Because, last.StandIn) == (person, because, standIn))
                continue;
            if (shifts.Count > 0)
                shifts[^1] = shifts[^1] with { To = edge };
            shifts.Add(new Shift(edge, to, person, because, standIn));
        }
        return from < to ? shifts : [];
    }

    private (string? Person, string Because, Guid? StandIn) At(DateTimeOffset at)
    {
        if (Array.Find(_standIns, one => one.From <= at && at < one.To) is { } standIn)
            return (standIn.Person, "stand-in", standIn.Id);
        for (var i = _turns.Length - 1; i >= 0; i--)
        {
            if (_turns[i].PersonAt(at) is { } person)
                return (person, _schedule.Layers[i].Name, null);
        }
        return (null, "", null);
    }
}
