using System.Text.RegularExpressions;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>What was measured of a driver in a part of a day in which no price changed.</summary>
/// <param name="Busy">What of it was worked; null when the driver doesn't tell.</param>
/// <param name="Throttled">What of that was held back; null likewise.</param>
public sealed record DriverPart(UtcSpan Span, IReadOnlyList<SpanAmount> Amounts, IReadOnlyList<SpanAmount>? Busy = null, IReadOnlyList<SpanAmount>? Throttled = null);

/// <summary>Turns what was measured of one cost driver on one day into priced lines.</summary>
public static partial class DriverLines
{
    // Far below a cent, and a year's sum still fits a decimal.
    internal const int Decimals = 12;

    /// <param name="span">The day, or the day so far.</param>
    public static IEnumerable<CostLine> Of(CostDriver driver, IReadOnlyList<SpanAmount> measured, PriceBook book, DateOnly day, UtcSpan span)
        => Of(driver, [new DriverPart(span, measured)], book, day);

    /// <summary>Series that are the same resource at the same price are one line; series that did nothing are none.</summary>
    public static IEnumerable<CostLine> Of(CostDriver driver, IReadOnlyList<DriverPart> parts, PriceBook book, DateOnly day) => parts
        .SelectMany(part => part.Amounts.GroupBy(one => Thing.Of(driver, one.Labels)).Select(same => Measured.Of(driver, part, same.Key, [.. same], book)))
        .GroupBy(one => (one.Thing, one.Price))
        .SelectMany(same => Lines(driver, same.Key.Thing, same.Key.Price, [.. same], day))
        .Where(line => line.Amount != 0 || line.Quality != Quality.Exact)
        .OrderBy(line => line.Resource, StringComparer.Ordinal).ThenBy(line => line.Model, StringComparer.Ordinal).ThenBy(line => line.Deployment, StringComparer.Ordinal)
        .ThenBy(line => line.PricedAt).ThenBy(line => line.Usage, StringComparer.Ordinal);

    /// <summary>A plan costs its share of the day, whatever was measured.</summary>
    public static CostLine OfPlan(CostDriver driver, PriceBook book, DateOnly day, UtcSpan span)
        => Line(driver, new Thing(driver.Resource, driver.Price, driver.Model, null), book.Find(driver.Price, day), ShareOfDay(span) / driver.Per, null, Quality.Exact, 0, "", day, null);

    /// <summary>What the source of a line is asked, as shown.</summary>
    public static string Query(CostDriver driver, string? usage = null) => driver.Kind switch
    {
        CostDriverKind.Counter => $"exact increase of the raw samples of {driver.Selector}" + usage switch
        {
            CostUsage.Idle => $", less that of {driver.Busy}",
            CostUsage.Busy when driver.Throttled is not null => $", as far as {driver.Busy}, less {driver.Throttled}",
            CostUsage.Busy => $", as far as {driver.Busy}",
            CostUsage.Throttled => $", as far as {driver.Throttled}",
            _ => "",
        },
        CostDriverKind.Average => $"time-weighted mean of the raw samples of {driver.Selector}",
        _ => "",
    };

    /// <summary>Units of a price that a driver's amounts are.</summary>
    /// <remarks>A mean over a part of the day holds for that part only.</remarks>
    internal static decimal Units(CostDriver driver, IEnumerable<SpanAmount> amounts, UtcSpan span)
        => amounts.Sum(one => one.Amount) / driver.Per * (driver.Kind == CostDriverKind.Average ? ShareOfDay(span) : 1);

    internal static string PriceKey(CostDriver driver, LabelSet labels) => Fill(driver.Price, labels);

    private static decimal ShareOfDay(UtcSpan span) => span.Length.Ticks / (decimal)TimeSpan.TicksPerDay;

    private static IEnumerable<CostLine> Lines(CostDriver driver, Thing thing, PriceOnDay? price, Measured[] all, DateOnly day)
    {
        var (amount, quality) = (all.Sum(one => one.Amount), Qualities.Worst(all.Select(one => one.Quality)));
        var (missing, note) = (all.Sum(one => one.MissingMinutes), string.Join("; ", all.Select(one => one.Note).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal)));
        CostLine Part(decimal share, string? usage) => Line(driver, thing, price, share, usage, quality, missing, note, day, all.Min(one => one.At));
        if (all.Any(one => one.Busy is null))
            return [Part(amount, null)];
        // The two counters are scraped at the same instants, but not read at the same: no more can be busy than there was.
        var busy = Math.Min(amount, all.Sum(one => one.Busy!.Value));
        var throttled = Math.Min(busy, all.Sum(one => one.Throttled));
        return new[] { Part(busy - throttled, CostUsage.Busy), Part(amount - busy, CostUsage.Idle), Part(throttled, CostUsage.Throttled) }.Where(line => line.Amount != 0);
    }

    private static CostLine Line(
        CostDriver driver, Thing thing, PriceOnDay? price, decimal amount, string? usage, Quality quality, decimal missing, string note, DateOnly day, DateTimeOffset? at)
    {
        amount = Math.Round(amount, Decimals);
        return new CostLine(
            driver.Id, driver.Category, thing.Resource, thing.Model, thing.Deployment, amount, price?.Item.Unit, thing.Price, price?.UnitPrice, price?.Entry.From,
            price is null ? null : Math.Round(price.Cost(amount, day), Decimals), quality, missing, note, Query(driver, usage))
        {
            Usage = usage, PricedAt = at == UtcSpan.StartOf(day) ? null : at,
        };
    }

    private static string Fill(string template, LabelSet labels) => Variable().Replace(template, match => labels[match.Groups[1].Value]);

    private static string? Label(string? name, LabelSet labels) => name is null || labels[name].Length == 0 ? null : labels[name];

    [GeneratedRegex(@"\$\{([a-z_][a-z0-9_]*)\}")]
    private static partial Regex Variable();

    private sealed record Thing(string Resource, string Price, string? Model, string? Deployment)
    {
        public static Thing Of(CostDriver driver, LabelSet labels)
            => new(Fill(driver.Resource, labels), Fill(driver.Price, labels), driver.Model ?? Label(driver.ModelLabel, labels), Label(driver.DeploymentLabel, labels));
    }

    private sealed record Measured(Thing Thing, PriceOnDay? Price, DateTimeOffset At, decimal Amount, decimal? Busy, decimal Throttled, Quality Quality, decimal MissingMinutes, string Note)
    {
        public static Measured Of(CostDriver driver, DriverPart part, Thing thing, SpanAmount[] amounts, PriceBook book)
        {
            SpanAmount[] Of(IReadOnlyList<SpanAmount>? all) => [.. (all ?? []).Where(one => Thing.Of(driver, one.Labels) == thing)];
            var (busy, throttled) = (Of(part.Busy), Of(part.Throttled));
            SpanAmount[] every = [.. amounts, .. busy, .. throttled];
            return new Measured(
                thing, book.Find(thing.Price, part.Span.Start), part.Span.Start, Units(driver, amounts, part.Span), busy.Length == 0 ? null : Units(driver, busy, part.Span),
                Units(driver, throttled, part.Span), Qualities.Worst(every.Select(one => one.Quality)), every.Max(one => one.MissingMinutes),
                string.Join("; ", every.Select(one => one.Note).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal)));
        }
    }
}
