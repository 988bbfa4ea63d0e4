using System.Globalization;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>GPUs of one type that a service pays by the hour, over the days that are looked at.</summary>
/// <param name="Hours">Paid.</param>
/// <param name="Cost">Of these hours.</param>
/// <param name="Idle">Hours of them in which nothing was worked; null where the driver doesn't tell.</param>
internal sealed record TimedGpu(string Service, string Driver, string Resource, string PriceKey, decimal Hours, decimal Cost, decimal? Idle, int Days)
{
    private const string ByTheHour = ".hourly";

    /// <summary>Whatever becomes of them, the same hours can be saved once only.</summary>
    public string SameMoney => $"{Service}:{Driver}:{Resource}";

    public static IEnumerable<TimedGpu> In(UsedDays used)
        => used.Lines.Where(line => line.Unit == "hour" && line.Amount > 0 && line.PriceKey.EndsWith(ByTheHour, StringComparison.Ordinal)).GroupBy(line => (line.Service, line.Driver, line.Resource, line.PriceKey))
            .Select(gpu => new TimedGpu(
                gpu.Key.Service, gpu.Key.Driver, gpu.Key.Resource, gpu.Key.PriceKey, gpu.Sum(line => line.Amount), gpu.Sum(line => line.Cost),
                gpu.All(line => line.Usage is not null) ? gpu.Where(line => line.Usage == CostUsage.Idle).Sum(line => line.Amount) : null, used.Days));

    /// <summary>The price book's key of the same type, paid in another way: <c>gpu.H200.second</c>.</summary>
    public string KeyOf(string way) => PriceKey[..^ByTheHour.Length] + way;

    /// <summary>The arithmetic that every proposal begins with.</summary>
    public IEnumerable<ProposalStep> Steps(string currency)
    {
        yield return new("Hours paid", HoursText(Hours), $"cost lines of the driver {Driver}, {Days} days");
        yield return new("Cost of them", Pages.Money.Text(Cost, currency), "the same lines");
        if (Idle is { } idle)
            yield return new("Idle of them", $"{HoursText(idle)} ({idle / Hours:P0})", "the same lines, usage idle");
    }

    public static string HoursText(decimal hours) => hours.ToString("#,0.0", CultureInfo.InvariantCulture) + " h";
}
