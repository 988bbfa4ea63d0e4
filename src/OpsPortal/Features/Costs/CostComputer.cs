using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>Computes one service's day from what Prometheus has and what the price book says. Writes nothing.</summary>
public sealed class CostComputer(DayAmounts amounts, PriceBook book, TimeProvider time)
{

    /// <summary>The UTC day on which the service's first cost sample lies; null when there is none.</summary>
    public async Task<Outcome<DateOnly?>> FirstDayAsync(ServiceEntry service, DateOnly notBefore, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        DateOnly? first = null;
        foreach (var driver in service.CostDrivers.Where(driver => driver.Kind != CostDriverKind.Monthly))
        {
            var day = await amounts.FirstDayAsync(driver.Selector, notBefore, now, cancellationToken);
            if (!day.IsOk)
                return day;
            if (day.Value < first || first is null)
                first = day.Value;
        }
        return Outcome<DateOnly?>.Ok(first, now);
    }

    /// <param name="span">All of the day, or the day so far.</param>
    /// <returns>Not ok when any driver could not be read: half a day's cost is no cost.</returns>
    public async Task<Outcome<DayCost>> ComputeAsync(ServiceEntry service, DateOnly day, UtcSpan span, CancellationToken cancellationToken)
    {
        var lines = new List<CostLine>();
        var silent = new List<string>();
        foreach (var driver in service.CostDrivers)
        {
            if (driver.Kind == CostDriverKind.Monthly)
            {
                lines.Add(DriverLines.OfPlan(driver, book, day, span));
                continue;
            }
            var measured = driver.Kind == CostDriverKind.Counter
                ? await amounts.IncreaseAsync(driver.Selector, span, cancellationToken)
                : await amounts.AverageAsync(driver.Selector, span, cancellationToken);
            if (!measured.IsOk)
                return measured.Map(_ => new DayCost(service.Id, day, [], ""));
            if (measured.Value!.Count == 0)
                silent.Add(driver.Id);
            lines.AddRange(DriverLines.Of(driver, measured.Value!, book, day, span));
        }
        var note = silent.Count == 0 ? "" : $"No series for {string.Join(", ", silent)}.";
        return Outcome<DayCost>.Ok(new DayCost(service.Id, day, lines, note), time.GetUtcNow());
    }
}
