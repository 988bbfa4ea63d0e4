using OpsPortal.Domain;

namespace OpsPortal.Features.OnCall.Rota;

/// <summary>The turns of a layer, exact in time.</summary>
internal sealed class Turns(Layer layer, WallClock clock)
{
    private readonly DateTime _first = layer.Start.ToDateTime(layer.Handoff);
    private readonly DateTimeOffset _begin = clock.First(layer.Start.ToDateTime(layer.Handoff));
    private readonly DateTimeOffset _end = layer.End is { } end ? clock.First(end.ToDateTime(layer.Handoff)) : DateTimeOffset.MaxValue;

    private int DaysEach => layer.Unit == TurnUnit.Weeks ? layer.Length * 7 : layer.Length;

    /// <returns>An account id, or null when the layer has nobody then.</returns>
    public string? PersonAt(DateTimeOffset at)
    {
        if (layer.People.Count == 0 || at < _begin || at >= _end || (layer.Hours.Count > 0 && !IsInHours(at)))
            return null;
        return layer.People[(int)(TurnAt(at) % layer.People.Count)];
    }

    /// <summary>Every instant of the span at which what <see cref="PersonAt"/> says may change; some more do no harm.</summary>
    public IEnumerable<DateTimeOffset> Edges(DateTimeOffset from, DateTimeOffset to)
    {
        yield return _begin;
        yield return _end;
        var begin = from > _begin ? from : _begin;
        var end = to < _end ? to : _end;
        if (begin >= end)
            yield break;
        for (var turn = TurnAt(begin); StartOf(turn) < end; turn++)
            yield return StartOf(turn);
        if (layer.Hours.Count == 0)
            yield break;
        // Where clocks are changed the wall jumps, maybe over the beginning of hours.
        foreach (var change in clock.Changes(begin, end))
            yield return change;
        for (var day = clock.Read(begin).Date; day <= clock.Read(end).Date; day = day.AddDays(1))
        {
            foreach (var edge in layer.Hours.SelectMany(hours => new[] { hours.From, hours.To }).Distinct().SelectMany(time => clock.All(day + time.ToTimeSpan())))
                yield return edge;
        }
    }

    private bool IsInHours(DateTimeOffset at)
    {
        var wall = clock.Read(at);
        return layer.Hours.Any(hours => hours.Contains(wall));
    }

    private DateTimeOffset StartOf(long turn) => layer.Unit == TurnUnit.Hours
        ? _begin + TimeSpan.FromHours(turn * layer.Length)
        : clock.First(_first.AddDays(turn * DaysEach));

    // Counted by days first; changes of clocks can put that off by one.
    private long TurnAt(DateTimeOffset at)
    {
        var turn = layer.Unit == TurnUnit.Hours
            ? (long)Math.Floor((at - _begin) / TimeSpan.FromHours(layer.Length))
            : (long)Math.Floor((clock.Read(at) - _first).TotalDays / DaysEach);
        while (StartOf(turn + 1) <= at)
            turn++;
        while (turn > 0 && StartOf(turn) > at)
            turn--;
        return Math.Max(0, turn);
    }
}
