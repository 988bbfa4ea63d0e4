namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>What a service cost in an hour, as read once it was over.</summary>
/// <param name="Hour">Its start, UTC.</param>
/// <param name="Cost">Null while no driver had a series.</param>
public sealed record CostHour(DateTimeOffset Hour, decimal? Cost, int NeedsPrice, decimal MissingMinutes)
{
    // An hour with more minutes missing is cheaper than it was, and the hour after it dearer.
    private const decimal MostMissing = 3;

    /// <summary>Nothing of it is on another hour.</summary>
    public bool IsWhole => MissingMinutes < MostMissing;

    /// <summary>The costs of hours that follow each other, from the first to before <paramref name="end"/>; NaN where the hour or the one before it isn't wholly known.</summary>
    /// <param name="hours">By rising hour.</param>
    public static double[] Series(IReadOnlyList<CostHour> hours, DateTimeOffset end)
    {
        if (hours.Count == 0)
            return [];
        var known = hours.ToDictionary(hour => hour.Hour);
        var series = new double[(int)(end - hours[0].Hour).TotalHours];
        for (var index = 0; index < series.Length; index++)
        {
            var at = hours[0].Hour.AddHours(index);
            series[index] = known.GetValueOrDefault(at) is { Cost: { } cost, NeedsPrice: 0, IsWhole: true } && (index == 0 || known.GetValueOrDefault(at.AddHours(-1)) is { IsWhole: true })
                ? (double)cost : double.NaN;
        }
        return series;
    }
}
