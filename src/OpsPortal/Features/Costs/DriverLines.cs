using System.Text.RegularExpressions;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs;

/// <summary>Turns what was measured of one cost driver on one day into priced lines.</summary>
public static partial class DriverLines
{
    // Far below a cent, and a year's sum still fits a decimal.
    private const int Decimals = 12;

    /// <summary>Series that are the same resource at the same price are one line; series that did nothing are none.</summary>
    /// <param name="span">The day, or the day so far.</param>
    public static IEnumerable<CostLine> Of(CostDriver driver, IReadOnlyList<SpanAmount> measured, PriceBook book, DateOnly day, UtcSpan span)
    {
        // A mean over a part of the day holds for that part only.
        var share = driver.Kind == CostDriverKind.Average ? ShareOfDay(span) : 1;
        return measured
            .GroupBy(one => (
                Resource: Fill(driver.Resource, one.Labels), Price: Fill(driver.Price, one.Labels),
                Model: Label(driver.ModelLabel, one.Labels), Deployment: Label(driver.DeploymentLabel, one.Labels)))
            .Select(group => Line(
                driver, group.Key.Resource, group.Key.Price, group.Key.Model, group.Key.Deployment,
                group.Sum(one => one.Amount) / driver.Per * share,
                Qualities.Worst(group.Select(one => one.Quality)), group.Max(one => one.MissingMinutes),
                string.Join("; ", group.Select(one => one.Note).Where(note => note.Length > 0).Distinct(StringComparer.Ordinal)), book, day))
            .Where(line => line.Amount != 0 || line.Quality != Quality.Exact)
            .OrderBy(line => line.Resource, StringComparer.Ordinal).ThenBy(line => line.Model, StringComparer.Ordinal).ThenBy(line => line.Deployment, StringComparer.Ordinal);
    }

    /// <summary>A plan costs its share of the day, whatever was measured.</summary>
    public static CostLine OfPlan(CostDriver driver, PriceBook book, DateOnly day, UtcSpan span)
        => Line(driver, driver.Resource, driver.Price, null, null, ShareOfDay(span) / driver.Per, Quality.Exact, 0, "", book, day);

    /// <summary>What the source of a line is asked, as shown.</summary>
    public static string Query(CostDriver driver) => driver.Kind switch
    {
        CostDriverKind.Counter => $"exact increase of the raw samples of {driver.Selector}",
        CostDriverKind.Average => $"time-weighted mean of the raw samples of {driver.Selector}",
        _ => "",
    };

    private static decimal ShareOfDay(UtcSpan span) => span.Length.Ticks / (decimal)TimeSpan.TicksPerDay;

    private static CostLine Line(
        CostDriver driver, string resource, string priceKey, string? model, string? deployment, decimal amount,
        Quality quality, decimal missing, string note, PriceBook book, DateOnly day)
    {
        var price = book.Find(priceKey, day);
        amount = Math.Round(amount, Decimals);
        return new CostLine(
            driver.Id, driver.Category, resource, model, deployment, amount, price?.Item.Unit, priceKey, price?.Entry.Price, price?.Entry.From,
            price is null ? null : Math.Round(price.Cost(amount, day), Decimals), quality, missing, note, Query(driver));
    }

    private static string Fill(string template, LabelSet labels) => Variable().Replace(template, match => labels[match.Groups[1].Value]);

    private static string? Label(string? name, LabelSet labels) => name is null || labels[name].Length == 0 ? null : labels[name];

    [GeneratedRegex(@"\$\{([a-z_][a-z0-9_]*)\}")]
    private static partial Regex Variable();
}
