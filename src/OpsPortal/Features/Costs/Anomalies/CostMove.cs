namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>A part of a day's cost that is not as on the days before.</summary>
/// <param name="What">Resource, and model where it isn't named there.</param>
/// <param name="Why"><c>volume</c>, <c>price</c>, <c>new</c> or <c>gone</c>.</param>
/// <param name="Cost">By how much it made the day dearer; below 0: cheaper.</param>
public sealed record CostMove(string What, string Why, decimal Amount, decimal UsualAmount, decimal Price, decimal UsualPrice, decimal Cost);

/// <summary>A line of a day.</summary>
/// <param name="Key">What makes it the same thing on another day.</param>
internal sealed record MoveLine(DateOnly Day, string Key, string What, decimal Amount, decimal Cost)
{
    public static string KeyOf(string driver, string resource, string? model, string? deployment, string? usage) => string.Join('|', driver, resource, model, deployment, usage);

    /// <summary>The resource, with what isn't named in it.</summary>
    public static string WhatOf(string resource, string? model, string? usage)
        => resource + (model is null || resource.Contains(model, StringComparison.Ordinal) ? "" : " · " + model) + (usage is null ? "" : $" ({usage})");
}

/// <summary>
/// Explains a day by the days before: of each thing, what more of it cost at the usual price, and what its new price cost for all of it.
/// The moves' sum is the day's cost less what its things usually cost.
/// </summary>
internal static class CostMoves
{
    /// <summary>By the days before that have lines.</summary>
    public static IReadOnlyList<CostMove> Of(DateOnly day, IReadOnlyCollection<MoveLine> lines)
        => Of(day, [.. lines.Where(line => line.Day < day).Select(line => line.Day).Distinct()], lines);

    /// <param name="before">The days before, those without any line too.</param>
    /// <param name="lines">Of the day and of the days before it; only priced ones.</param>
    /// <returns>Largest first; what didn't move is left out.</returns>
    public static IReadOnlyList<CostMove> Of(DateOnly day, DateOnly[] before, IReadOnlyCollection<MoveLine> lines)
        => [.. lines.GroupBy(line => line.Key, StringComparer.Ordinal).SelectMany(thing => OfThing(day, before, [.. thing])).Where(move => Math.Abs(move.Cost) >= 0.000001m).OrderByDescending(move => Math.Abs(move.Cost))];

    private static IEnumerable<CostMove> OfThing(DateOnly day, DateOnly[] before, MoveLine[] lines)
    {
        var byDay = lines.GroupBy(line => line.Day).ToDictionary(group => group.Key, group => (Amount: group.Sum(line => line.Amount), Cost: group.Sum(line => line.Cost)));
        var (amount, cost) = byDay.GetValueOrDefault(day);
        var usualAmount = before.Length == 0 ? 0 : Medians.Of(before.Select(one => byDay.GetValueOrDefault(one).Amount));
        var usualPrice = before.OrderDescending().Select(byDay.GetValueOrDefault).Where(one => one.Amount > 0).Select(one => (decimal?)(one.Cost / one.Amount)).FirstOrDefault();
        // What a thing cost for a unit: steps and several prices on one day are in it.
        var price = amount > 0 ? cost / amount : usualPrice ?? 0;
        var what = lines[^1].What;
        var why = usualPrice is null ? "new" : amount == 0 ? "gone" : "volume";
        yield return new CostMove(what, why, amount, usualAmount, price, usualPrice ?? price, (amount - usualAmount) * (usualPrice ?? price));
        if (usualPrice is { } usual)
            yield return new CostMove(what, "price", amount, usualAmount, price, usual, amount * (price - usual));
    }
}
