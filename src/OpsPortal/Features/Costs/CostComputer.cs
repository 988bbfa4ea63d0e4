using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>Computes one service's day from what Prometheus has and what the price book says. Writes nothing.</summary>
public sealed class CostComputer(DayAmounts amounts, MonthUsage usage, IPrices prices, TimeProvider time)
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

    /// <param name="span">All of the day, the day so far, or an hour of it.</param>
    /// <returns>Not ok when the price book or any driver could not be read: half a day's cost is no cost.</returns>
    public Task<Outcome<DayCost>> ComputeAsync(ServiceEntry service, DateOnly day, UtcSpan span, CancellationToken cancellationToken)
        => ComputeAsync(service, day, span, null, cancellationToken);

    /// <param name="known">What the month had used before other parts of the day, and this one; null: it is measured for this one alone.</param>
    /// <inheritdoc cref="ComputeAsync(ServiceEntry, DateOnly, UtcSpan, CancellationToken)"/>
    public async Task<Outcome<DayCost>> ComputeAsync(ServiceEntry service, DateOnly day, UtcSpan span, UsedBefore? known, CancellationToken cancellationToken)
    {
        var read = await prices.ReadAsync(cancellationToken);
        if (!read.IsOk)
            return read.Map<DayCost>(_ => null!);
        var book = read.Value!;
        var lines = new List<CostLine>();
        var silent = new List<string>();
        foreach (var driver in service.CostDrivers)
        {
            if (driver.Kind == CostDriverKind.Monthly)
            {
                lines.Add(DriverLines.OfPlan(driver, book, day, span));
                continue;
            }
            var measured = await MeasureAsync(driver, Parts(span, book.ChangesWithin(driver.Price, span)), cancellationToken);
            if (!measured.IsOk)
                return measured.Map<DayCost>(_ => null!);
            if (measured.Value!.All(part => part.Amounts.Count == 0))
                silent.Add(driver.Id);
            lines.AddRange(DriverLines.Of(driver, measured.Value!, book, day));
        }
        var stepped = await usage.StepAsync(service, lines, book, span, known, cancellationToken);
        var note = silent.Count == 0 ? "" : $"No series for {string.Join(", ", silent)}.";
        return stepped.Map(all => new DayCost(service.Id, day, all, note) { HasSeries = silent.Count < service.CostDrivers.Count(driver => driver.Kind != CostDriverKind.Monthly) });
    }

    private static IEnumerable<UtcSpan> Parts(UtcSpan span, IReadOnlyList<DateTimeOffset> changes)
    {
        DateTimeOffset[] edges = [span.Start, .. changes, span.End];
        return edges.Zip(edges.Skip(1), (start, end) => new UtcSpan(start, end));
    }

    private async Task<Outcome<IReadOnlyList<DriverPart>>> MeasureAsync(CostDriver driver, IEnumerable<UtcSpan> spans, CancellationToken cancellationToken)
    {
        var parts = new List<DriverPart>();
        foreach (var span in spans)
        {
            var measured = await usage.MeasureAsync(driver, span, cancellationToken);
            var busy = await PartAsync(driver.Busy, span, cancellationToken);
            var throttled = await PartAsync(driver.Throttled, span, cancellationToken);
            if (new[] { measured, busy, throttled }.FirstOrDefault(one => one is { IsOk: false }) is { } failed)
                return failed.Map<IReadOnlyList<DriverPart>>(_ => []);
            parts.Add(new DriverPart(span, measured.Value!, busy?.Value, throttled?.Value));
        }
        return Outcome<IReadOnlyList<DriverPart>>.Ok(parts, time.GetUtcNow());
    }

    private async Task<Outcome<IReadOnlyList<SpanAmount>>?> PartAsync(string? selector, UtcSpan span, CancellationToken cancellationToken)
        => selector is null ? null : await amounts.IncreaseAsync(selector, span, cancellationToken);
}
