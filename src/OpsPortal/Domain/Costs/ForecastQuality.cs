namespace OpsPortal.Domain.Costs;

/// <summary>How far forecasts that could have been made were off: for each past week, what the days before it foretold of it.</summary>
/// <param name="Weeks">Forecasts that could be laid against what came.</param>
/// <param name="MeanError">Mean distance as a share of what came, 0..1.</param>
/// <param name="WorstError">The largest.</param>
public sealed record ForecastQuality(int Weeks, decimal MeanError, decimal WorstError)
{
    private const int Length = 7;
    private const int Weeks4 = 28;

    /// <summary>
    /// Each run of seven closed days is foretold by the rule of <see cref="CostProjection"/> from the closed days before it, where there
    /// are at least seven; runs of days that miss a figure are left out.
    /// </summary>
    /// <param name="closed">Cost by closed day.</param>
    /// <returns>Null where there is nothing to learn from.</returns>
    public static ForecastQuality? Of(IReadOnlyDictionary<DateOnly, decimal> closed)
    {
        var errors = new List<decimal>();
        foreach (var first in closed.Keys.Order())
        {
            var week = Enumerable.Range(0, Length).Select(first.AddDays).ToArray();
            var before = closed.Where(day => day.Key < first && day.Key >= first.AddDays(-Weeks4)).ToDictionary();
            if (before.Count < Length || !week.All(closed.ContainsKey))
                continue;
            var came = week.Sum(day => closed[day]);
            if (came > 0)
                errors.Add(Math.Abs(week.Sum(day => CostProjection.Like(before, day).Average()) - came) / came);
        }
        return errors.Count == 0 ? null : new ForecastQuality(errors.Count, errors.Average(), errors.Max());
    }
}
