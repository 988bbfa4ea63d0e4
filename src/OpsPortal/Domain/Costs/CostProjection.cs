namespace OpsPortal.Domain.Costs;

/// <summary>What a month will cost.</summary>
/// <param name="Low">If each day that is left were as cheap as the cheapest that was looked at for it.</param>
/// <param name="High">If each were as dear as the dearest.</param>
/// <param name="Method">In words, with the number of days it rests on.</param>
public sealed record CostProjection(decimal Expected, decimal Low, decimal High, string Method)
{
    private const int Weeks = 4;

    /// <summary>
    /// Closed days of the month, today so far, and for every day that is left the mean of the same weekday over the last four
    /// weeks; weekdays that were not seen take the mean of all days seen. The rest of today counts by its share of the day.
    /// </summary>
    /// <param name="closed">Cost by closed day; days without a figure are left out, not 0.</param>
    /// <param name="todaySoFar">Cost of the running day, or null when it is not known.</param>
    /// <returns>Null when there is no closed day to learn from.</returns>
    public static CostProjection? Of(IReadOnlyDictionary<DateOnly, decimal> closed, decimal? todaySoFar, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var seen = closed.Where(day => day.Key < today && day.Key >= today.AddDays(-7 * Weeks)).ToDictionary();
        if (seen.Count == 0)
            return null;
        var first = new DateOnly(today.Year, today.Month, 1);
        var known = closed.Where(day => day.Key >= first && day.Key < today).ToArray();
        var soFar = known.Sum(day => day.Value) + (todaySoFar ?? 0);
        var (expected, low, high) = (soFar, soFar, soFar);
        // What today still brings is its share of the day; when today's figure is unknown, all of the day is still open.
        var share = todaySoFar is null ? 1m : 1m - (decimal)(now.UtcDateTime.TimeOfDay / TimeSpan.FromDays(1));
        for (var day = today; day.Month == today.Month; day = day.AddDays(1))
        {
            var same = Like(seen, day);
            var weight = day == today ? share : 1m;
            expected += weight * same.Average();
            low += weight * same.Min();
            high += weight * same.Max();
        }
        var missing = today.Day - 1 - known.Length;
        return new CostProjection(expected, low, high,
            $"Closed days of the month and today so far, then for each day left the mean of the same weekday in the last {Weeks} weeks "
            + $"({seen.Count} closed days seen); the range takes the cheapest and the dearest of them."
            + (missing > 0 ? $" {missing} earlier day{(missing == 1 ? "" : "s")} of this month ha{(missing == 1 ? "s" : "ve")} no figure and {(missing == 1 ? "is" : "are")} not in it." : ""));
    }

    /// <summary>What days like this one cost: the same weekday's; weekdays that were not seen take all days.</summary>
    internal static decimal[] Like(IReadOnlyDictionary<DateOnly, decimal> seen, DateOnly day)
        => seen.Where(one => one.Key.DayOfWeek == day.DayOfWeek).Select(one => one.Value).ToArray() is { Length: > 0 } same ? same : [.. seen.Values];
}
