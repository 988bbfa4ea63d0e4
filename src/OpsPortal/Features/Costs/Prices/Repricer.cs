using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Prices;

/// <summary>What a kept line of cost is priced by.</summary>
/// <param name="PricedAt">The instant whose price was taken; null is the day's start.</param>
/// <param name="UsedBefore">Units used in the calendar month before, where the price has steps.</param>
/// <param name="Cost">As it was computed; null without a price.</param>
public sealed record PricedAmount(string Service, DateOnly Day, string PriceKey, decimal Amount, DateTimeOffset? PricedAt, decimal? UsedBefore, decimal? Cost);

/// <summary>Prices kept amounts anew. By the prices that they were computed with, nothing changes.</summary>
public static class Repricer
{
    /// <returns>Null where the book has no price.</returns>
    public static decimal? Cost(PricedAmount line, PriceBook book)
        => book.Find(line.PriceKey, line.PricedAt ?? UtcSpan.StartOf(line.Day)) is { } price
            ? Math.Round(price.Cost(line.Amount, line.Day, line.UsedBefore ?? 0), DriverLines.Decimals)
            : null;
}
