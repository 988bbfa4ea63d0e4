namespace OpsPortal.Features.Costs.WhatIf;

/// <summary>What GPUs that are held by the hour would have to do under a scenario, day by day, against the hours that are held.</summary>
/// <param name="Days">Days on which they would work.</param>
/// <param name="DaysOver">Of them, those on which more hours of work would be needed than are held; null where it isn't measured what of the hours is work.</param>
/// <param name="Worst">The day on which they would be fullest.</param>
/// <param name="Needed">GPU hours of work on that day.</param>
/// <param name="Held">GPU hours that are held on that day.</param>
/// <param name="Times">Of the traffic that was.</param>
public sealed record CapacityFinding(string Service, decimal Times, int Days, int? DaysOver, DateOnly Worst, decimal Needed, decimal Held)
{
    /// <summary>GPUs that would be held all day for the work of the worst day.</summary>
    public int GpusNeeded => (int)Math.Ceiling(Needed / 24);
}

/// <summary>
/// Lays the work that was measured (busy hours, seconds of inference), as often as the traffic is assumed, on the hours that are held.
/// A busier hour inside a day isn't seen by it.
/// </summary>
public static class CapacityCheck
{
    private const decimal SecondsPerHour = 3600;

    /// <summary>One for each service whose held hours a scenario asks more of than they did, or takes work from seconds.</summary>
    public static IReadOnlyList<CapacityFinding> Of(IReadOnlyList<WhatIfLine> lines, Scenario scenario)
        => [.. lines.Where(line => line.Category == "compute").GroupBy(line => line.Service, StringComparer.Ordinal).SelectMany(service => Of(service.Key, [.. service], scenario))];

    private static IEnumerable<CapacityFinding> Of(string service, WhatIfLine[] lines, Scenario scenario)
    {
        var (times, move) = (scenario.TrafficOf(service), scenario.Deployments.FirstOrDefault(one => one.Service == service));
        if (move?.To != DeploymentKind.Serverless && times > 1 && lines.Any(line => line is { Unit: "hour", Amount: > 0 }))
            yield return Held(service, times, [.. lines.Where(line => line.Unit == "hour" && line.Amount > 0)]);
        if (move is { To: DeploymentKind.Timed } timed && lines.Any(line => line.Unit == "second"))
        {
            yield return Finding(service, times, [.. lines.Where(line => line.Unit == "second").GroupBy(line => line.Day)
                .Select(day => (day.Key, Needed: day.Sum(line => line.Amount) / SecondsPerHour * times, Held: 24m * timed.Gpus))], true);
        }
    }

    // Idle hours are what is left for more work; where they aren't told apart nobody knows.
    private static CapacityFinding Held(string service, decimal times, WhatIfLine[] lines) => Finding(
        service, times, [.. lines.GroupBy(line => line.Day).Select(day => (day.Key, Needed: day.Where(line => line.Usage != CostUsage.Idle).Sum(line => line.Amount) * times, Held: day.Sum(line => line.Amount)))],
        lines.All(line => line.Usage is not null));

    private static CapacityFinding Finding(string service, decimal times, (DateOnly Day, decimal Needed, decimal Held)[] days, bool isMeasured)
    {
        var worst = days.MaxBy(day => day.Needed / day.Held);
        return new CapacityFinding(service, times, days.Length, isMeasured ? days.Count(day => day.Needed > day.Held) : null, worst.Day, worst.Needed, worst.Held);
    }
}
