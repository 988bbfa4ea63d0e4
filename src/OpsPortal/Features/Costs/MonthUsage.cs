using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>
/// Prices with steps: what a day costs depends on what the service used in its calendar month before. That is measured from the
/// samples each time, so that days can be closed in any order and a day computed twice is equal.
/// </summary>
public sealed class MonthUsage(DayAmounts amounts, TimeProvider time)
{
    /// <summary>What a driver measured in a span.</summary>
    public Task<Outcome<IReadOnlyList<SpanAmount>>> MeasureAsync(CostDriver driver, UtcSpan span, CancellationToken cancellationToken)
        => driver.Kind == CostDriverKind.Counter ? amounts.IncreaseAsync(driver.Selector, span, cancellationToken) : amounts.AverageAsync(driver.Selector, span, cancellationToken);

    /// <summary>The lines of a day, or of a part of one, those whose price has steps priced by where they lie in the month. Lines of one key follow each other.</summary>
    /// <returns>Not ok when the month so far can't be read.</returns>
    public async Task<Outcome<IReadOnlyList<CostLine>>> StepAsync(
        ServiceEntry service, IReadOnlyList<CostLine> lines, PriceBook book, UtcSpan span, CancellationToken cancellationToken)
    {
        var day = UtcSpan.DayOf(span.Start);
        var used = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var result = new List<CostLine>();
        foreach (var line in lines)
        {
            if (book.Find(line.PriceKey, line.PricedAt ?? UtcSpan.StartOf(day)) is not { Entry.Steps.Count: > 0 } price)
            {
                result.Add(line);
                continue;
            }
            if (!used.TryGetValue(line.PriceKey, out var before))
            {
                var month = await BeforeAsync(service, line.PriceKey, price.Item, span.Start, cancellationToken);
                if (!month.IsOk)
                    return month.Map<IReadOnlyList<CostLine>>(_ => []);
                before = month.Value;
            }
            result.Add(line with { UsedBefore = before, Cost = Math.Round(price.Cost(line.Amount, day, before), DriverLines.Decimals) });
            used[line.PriceKey] = before + Units(line.Amount, price.Item, day);
        }
        return Outcome<IReadOnlyList<CostLine>>.Ok(result, time.GetUtcNow());
    }

    private async Task<Outcome<decimal>> BeforeAsync(ServiceEntry service, string key, PriceItem item, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (sum, day) = (0m, UtcSpan.DayOf(at));
        var month = UtcSpan.StartOf(new DateOnly(day.Year, day.Month, 1));
        if (at > month)
        {
            var span = new UtcSpan(month, at);
            foreach (var driver in service.CostDrivers.Where(driver => driver.Kind != CostDriverKind.Monthly && PriceBook.Matches(driver.Price, key)))
            {
                var measured = await MeasureAsync(driver, span, cancellationToken);
                if (!measured.IsOk)
                    return measured.Map(_ => 0m);
                sum += Units(DriverLines.Units(driver, measured.Value!.Where(one => DriverLines.PriceKey(driver, one.Labels) == key), span), item, day);
            }
        }
        return Outcome<decimal>.Ok(Math.Round(sum, DriverLines.Decimals), time.GetUtcNow());
    }

    private static decimal Units(decimal amount, PriceItem item, DateOnly day) => item.IsByMonth ? amount / DateTime.DaysInMonth(day.Year, day.Month) : amount;
}
