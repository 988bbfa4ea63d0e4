using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Costing;

/// <summary>What services cost while an incident lasted: an estimate, since days are computed as a whole.</summary>
/// <param name="Cost">Null while no day of it has a cost.</param>
/// <param name="ByService">Services with a cost, the dearest first.</param>
/// <param name="Missing">Why something isn't in it, in words; "" when everything is.</param>
public sealed record IncidentCost(decimal? Cost, IReadOnlyList<(string Service, decimal Cost)> ByService, string Missing);

/// <summary>A service's cost of one UTC day.</summary>
/// <param name="Until">To when it is computed: the day's end, or for the running day the computation's instant.</param>
public sealed record DayPart(string Service, DateOnly Day, decimal? Cost, DateTimeOffset Until);

public static class IncidentCosts
{
    /// <summary>Longer ones are counted to here, and say so.</summary>
    public const int MostDays = 31;

    /// <summary>Each day's cost is spread evenly over the time for which it is computed, and counted as far as the incident lasted in it.</summary>
    public static decimal Share(DayPart day, DateTimeOffset from, DateTimeOffset to)
    {
        var begin = new DateTimeOffset(day.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var span = day.Until - begin;
        var (first, last) = (from > begin ? from : begin, to < day.Until ? to : day.Until);
        return last <= first || span <= TimeSpan.Zero || day.Cost is not { } cost ? 0 : cost * (last - first).Ticks / span.Ticks;
    }

    /// <param name="services">The incident's own and those that people said are touched.</param>
    /// <param name="to">Its end, or now.</param>
    /// <returns>A database that is away is an outcome.</returns>
    public static async Task<Outcome<IncidentCost>> ReadAsync(
        ICostFigures figures, IReadOnlyCollection<string> services, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.UtcDateTime));
        var cut = last.DayNumber - first.DayNumber >= MostDays;
        var today = await figures.TodayAsync(cancellationToken);
        if (!today.IsOk)
            return today.Map(_ => new IncidentCost(null, [], ""));
        var parts = new List<DayPart>();
        for (var day = first; day <= last && day.DayNumber - first.DayNumber < MostDays; day = day.AddDays(1))
        {
            var running = today.Value!.Where(one => one.Day == day).ToDictionary(one => one.Service, StringComparer.Ordinal);
            var costs = await figures.ByServiceAsync(day, day, cancellationToken);
            if (!costs.IsOk)
                return costs.Map(_ => new IncidentCost(null, [], ""));
            parts.AddRange(costs.Value!.Where(one => services.Contains(one.Service)).Select(one => new DayPart(
                one.Service, day, one.Cost,
                running.TryGetValue(one.Service, out var so) ? so.ComputedAt : new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))));
        }
        return today.Map(_ => Sum(parts, services, from, to, cut));
    }

    public static IncidentCost Sum(IReadOnlyCollection<DayPart> parts, IReadOnlyCollection<string> services, DateTimeOffset from, DateTimeOffset to, bool isCut)
    {
        var known = parts.Where(part => part.Cost is not null).ToArray();
        var without = services.Where(service => known.All(part => part.Service != service)).Order(StringComparer.Ordinal).ToArray();
        var missing = string.Join(" ", new[]
        {
            without.Length == 0 ? "" : $"No cost is known of {string.Join(", ", without)}.",
            isCut ? $"Only its first {MostDays} days are counted." : "",
        }.Where(words => words.Length > 0));
        var rows = known.GroupBy(part => part.Service).Select(group => (group.Key, Cost: group.Sum(part => Share(part, from, to)))).OrderByDescending(row => row.Cost).ToArray();
        return new IncidentCost(rows.Length == 0 ? null : rows.Sum(row => row.Cost), rows, missing);
    }
}
