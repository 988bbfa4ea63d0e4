namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>What a day should have cost by the days before it.</summary>
/// <param name="Score">Distance from what was expected, in units of how far days usually are from it; below 0: cheaper.</param>
/// <param name="Low">From here to <paramref name="High"/> no day would be told of.</param>
public sealed record DayVerdict(double Expected, double Low, double High, double Score, bool IsAnomaly);

/// <summary>
/// Judges a day by the four weeks before it, on a logarithmic scale, so that half and double are as far away. Expected is the median
/// of the last seven days, times a factor of the weekday once three whole weeks are known. Usual distances are measured on the same
/// days; the farthest fifth of them is not looked at, so that one odd day doesn't hide the next.
/// </summary>
public static class DayJudge
{
    /// <summary>Days that must be known before.</summary>
    public const int LeastDays = 7;

    /// <summary>Days that are looked at.</summary>
    public const int MostDays = 28;

    private const int Week = 7;
    private const int WeeksForWeekdays = 3;

    // A day is told of when it is that many usual distances away, and by a quarter.
    private const double Limit = 4;
    private const double LeastChange = 0.25;

    // Days that are nearer to each other than that would make an alarm of every cent.
    private const double LeastDistance = 0.08;

    // 80 % of a normal distribution lie within so many standard deviations.
    private const double Widths80 = 1.2816;
    private const double WidthsOfMedian = 0.6745;

    /// <param name="past">Costs of the days before, oldest first, without gaps; the last is the day before.</param>
    /// <returns>Null with fewer than <see cref="LeastDays"/> days, or when they cost nothing.</returns>
    public static DayVerdict? Judge(IReadOnlyList<double> past, double value)
    {
        var days = past.Skip(Math.Max(0, past.Count - MostDays)).ToArray();
        if (days.Length < LeastDays || Medians.Of(days) is not (> 0 and var middle))
            return null;
        // A day that cost nothing has no logarithm.
        var least = 0.01 * middle;
        var weekday = WeekdayFactors(days, least);
        var first = days.Length % Week;
        var levels = days.Select((day, index) => Math.Log(day + least) - weekday[(index + Week - first) % Week]).ToArray();
        var level = Medians.Of(levels[^Week..]);
        var distances = levels.Select((one, index) => Math.Abs(one - Medians.Of(index >= Week ? levels[(index - Week)..index] : levels[..Week]))).Order().ToArray();
        var usual = Math.Max(LeastDistance, Math.Max(Medians.Of(distances) / WidthsOfMedian, distances[(int)Math.Ceiling(0.8 * (distances.Length - 1))] / Widths80));
        var expected = level + weekday[0];
        var score = (Math.Log(value + least) - expected) / usual;
        double Cost(double logarithm) => Math.Max(0, Math.Exp(logarithm) - least);
        var (low, high) = (Math.Min(Cost(expected - Limit * usual), (1 - LeastChange) * Cost(expected)), Math.Max(Cost(expected + Limit * usual), (1 + LeastChange) * Cost(expected)));
        return new DayVerdict(Cost(expected), low, high, score, value < low || value > high);
    }

    /// <summary>By distance from the day that is judged, which has 0: how its weekday differs from the week, shrunk while few weeks are known.</summary>
    private static double[] WeekdayFactors(double[] days, double least)
    {
        var factors = new double[Week];
        var weeks = days.Length / Week;
        if (weeks < WeeksForWeekdays)
            return factors;
        var blocks = Enumerable.Range(0, weeks).Select(back => days[(days.Length - (back + 1) * Week)..(days.Length - back * Week)]).ToArray();
        for (var weekday = 0; weekday < Week; weekday++)
            factors[weekday] = Medians.Of(blocks.Select(block => Math.Log((block[weekday] + least) / (Medians.Of(block) + least)))) * weeks / (weeks + 1);
        return factors;
    }
}
