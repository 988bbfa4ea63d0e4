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
    /// <param name="known">What was measured for other parts of the same day; the part's start is one of its instants. Null: it is measured for this one alone.</param>
    /// <returns>Not ok when the month so far can't be read.</returns>
    public async Task<Outcome<IReadOnlyList<CostLine>>> StepAsync(
        ServiceEntry service, IReadOnlyList<CostLine> lines, PriceBook book, UtcSpan span, UsedBefore? known, CancellationToken cancellationToken)
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
                var month = await BeforeAsync(service, line.PriceKey, price.Item, span.Start, known ?? new UsedBefore([span.Start]), cancellationToken);
                if (!month.IsOk)
                    return month.Map<IReadOnlyList<CostLine>>(_ => []);
                before = month.Value;
            }
            result.Add(line with { UsedBefore = before, Cost = Math.Round(price.Cost(line.Amount, day, before), DriverLines.Decimals) });
            used[line.PriceKey] = before + Units(line.Amount, price.Item, day);
        }
        return Outcome<IReadOnlyList<CostLine>>.Ok(result, time.GetUtcNow());
    }

    private async Task<Outcome<decimal>> BeforeAsync(ServiceEntry service, string key, PriceItem item, DateTimeOffset at, UsedBefore known, CancellationToken cancellationToken)
    {
        var day = UtcSpan.DayOf(at);
        var month = UtcSpan.StartOf(new DateOnly(day.Year, day.Month, 1));
        if (at <= month)
            return Outcome<decimal>.Ok(0, time.GetUtcNow());
        if (known.Find(service.Id, key, at) is { } before)
            return Outcome<decimal>.Ok(before, time.GetUtcNow());
        UtcSpan[] spans = [.. known.Starts.Where(start => start > month).Select(start => new UtcSpan(month, start))];
        var sums = new decimal[spans.Length];
        foreach (var driver in service.CostDrivers.Where(driver => driver.Kind != CostDriverKind.Monthly && PriceBook.Matches(driver.Price, key)))
        {
            var measured = await MeasureAsync(driver, spans, cancellationToken);
            if (!measured.IsOk)
                return measured.Map(_ => 0m);
            for (var i = 0; i < spans.Length; i++)
                sums[i] += Units(DriverLines.Units(driver, measured.Value![i].Where(one => DriverLines.PriceKey(driver, one.Labels) == key), spans[i]), item, day);
        }
        for (var i = 0; i < spans.Length; i++)
            known.Keep(service.Id, key, spans[i].End, Math.Round(sums[i], DriverLines.Decimals));
        return Outcome<decimal>.Ok(known.Find(service.Id, key, at)!.Value, time.GetUtcNow());
    }

    /// <summary>One span may take the short way on clean days, several are read together.</summary>
    private async Task<Outcome<IReadOnlyList<IReadOnlyList<SpanAmount>>>> MeasureAsync(CostDriver driver, UtcSpan[] spans, CancellationToken cancellationToken)
        => spans is [var one] ? (await MeasureAsync(driver, one, cancellationToken)).Map<IReadOnlyList<IReadOnlyList<SpanAmount>>>(amounts => [amounts])
            : driver.Kind == CostDriverKind.Counter ? await amounts.IncreasesAsync(driver.Selector, spans, cancellationToken)
            : await amounts.AveragesAsync(driver.Selector, spans, cancellationToken);

    private static decimal Units(decimal amount, PriceItem item, DateOnly day) => item.IsByMonth ? amount / DateTime.DaysInMonth(day.Year, day.Month) : amount;
}
