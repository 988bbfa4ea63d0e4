namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>An hour that is dearer than its past lets expect.</summary>
/// <param name="Index">Of the hour in those that were judged.</param>
/// <param name="Expected">Median of the same hours of the week before.</param>
/// <param name="High">Up to here it would not have been told of.</param>
public sealed record OddHour(int Index, double Expected, double High);

/// <summary>
/// Judges hours by the four weeks before them. Traffic goes on and off by itself, so that hours have no usual distance from what is
/// expected, as days have: what counts is how far above it the hours before were. An hour is told of when it is twice as far above the
/// median of the same hours of the week before as any of them was, one hour of each week not looked at (so that one odd hour doesn't hide
/// the next), and by a quarter. The hours that follow it are held against the same, for a day at most: what lasts is the past then, and days
/// tell of it. Cheaper hours are not told of.
/// </summary>
public static class HourJudge
{
    /// <summary>Days whose same hours make what is expected.</summary>
    public const int Days = 7;

    /// <summary>Of them so many must be known.</summary>
    public const int LeastDays = 3;

    /// <summary>Hours that are looked at.</summary>
    public const int MostHours = 28 * Day;

    private const int Day = 24;
    private const double Limit = 2;
    private const double LeastChange = 0.25;

    /// <param name="hours">Costs of hours that follow each other; NaN where it isn't known.</param>
    /// <param name="from">Index of the first that is judged.</param>
    public static IEnumerable<OddHour> Judge(IReadOnlyList<double> hours, int from)
    {
        var expected = Enumerable.Range(0, hours.Count).Select(hour => Expected(hours, hour)).ToArray();
        var (first, last, farthest) = (-Day, -Day, 0.0);
        for (var hour = from; hour < hours.Count; hour++)
        {
            var (median, known) = expected[hour];
            // Cheap first: hardly any hour goes farther. Nothing is above or below what isn't known.
            if (known < LeastDays || !(hours[hour] > (1 + LeastChange) * median))
                continue;
            var goesOn = last == hour - 1 && hour - first < Day;
            var far = goesOn ? farthest : Farthest(hours, expected, hour);
            var high = Math.Max((1 + LeastChange) * median, median + Limit * far);
            if (hours[hour] <= high)
                continue;
            (first, last, farthest) = (goesOn ? first : hour, hour, far);
            yield return new OddHour(hour, median, high);
        }
    }

    private static (double Median, int Known) Expected(IReadOnlyList<double> hours, int hour)
    {
        var same = Enumerable.Range(1, Days).Select(back => hour - back * Day).Where(one => one >= 0).Select(one => hours[one]).Where(cost => !double.IsNaN(cost)).ToArray();
        return same.Length == 0 ? (double.NaN, 0) : (Medians.Of(same), same.Length);
    }

    /// <summary>How far above what was expected of it the farthest hour before was, one of each week left out.</summary>
    private static double Farthest(IReadOnlyList<double> hours, (double Median, int Known)[] expected, int hour)
    {
        var above = Enumerable.Range(Math.Max(0, hour - MostHours), Math.Min(hour, MostHours)).Select(one => hours[one] - expected[one].Median).Where(distance => !double.IsNaN(distance)).OrderDescending().ToArray();
        return above.Length == 0 ? 0 : Math.Max(0, above[above.Length / (Days * Day)]);
    }
}
