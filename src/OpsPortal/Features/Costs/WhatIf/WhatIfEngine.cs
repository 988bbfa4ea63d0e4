using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.WhatIf;

/// <summary>
/// Prices kept amounts otherwise. In this order: models are moved, deployments changed, traffic grows, prices are other. Each line is
/// computed as a day's line is; what nothing touches keeps its cost to the last digit.
/// </summary>
public static class WhatIfEngine
{
    private const int SecondsPerHour = 3600;

    public static IReadOnlyList<WhatIfPair> Apply(IReadOnlyList<WhatIfLine> lines, Scenario scenario, PriceBook book)
    {
        var moved = lines.SelectMany(line => Move(line, scenario)).SelectMany(pair => Deploy(pair, scenario)).ToList();
        moved.AddRange(Held(lines, scenario));
        return [.. moved.Where(pair => pair.Was is not null || pair.Would is not null).Select(pair => pair.Would is { } would ? pair with { Would = Price(Grow(would, scenario), pair.Was, scenario, book) } : pair)];
    }

    // A share of a model's line becomes a line of the other model; the price key is the same but for the model's name.
    private static IEnumerable<WhatIfPair> Move(WhatIfLine line, Scenario scenario)
    {
        if (scenario.Moves.FirstOrDefault(move => move.Service == line.Service && move.From == line.Model) is not { } move || !line.IsByUse)
            return [new WhatIfPair(line, line)];
        var there = Math.Round(line.Amount * move.Share, DriverLines.Decimals);
        return
        [
            new WhatIfPair(line, there == line.Amount ? null : line with { Amount = line.Amount - there }),
            new WhatIfPair(null, line with { Amount = there, Model = move.To, Resource = line.Resource.Replace(move.From, move.To, StringComparison.Ordinal), PriceKey = line.PriceKey.Replace(move.From, move.To, StringComparison.Ordinal) }),
        ];
    }

    private static IEnumerable<WhatIfPair> Deploy(WhatIfPair pair, Scenario scenario)
    {
        if (pair.Would is not { Category: "compute" } line || scenario.Deployments.FirstOrDefault(move => move.Service == line.Service) is not { } move)
            return [pair];
        if (move.To == DeploymentKind.Timed)
            return line.Unit == "second" ? [pair with { Would = null }] : [pair];
        if (line.Unit != "hour")
            return [pair];
        // What of the hours was idle isn't known: then all of it counts as work, which is the most that it could cost.
        var serverless = line with
        {
            Amount = Math.Round(line.Amount * SecondsPerHour, DriverLines.Decimals), Unit = "second", PriceKey = Swap(line.PriceKey, ".hourly", ".second"), Deployment = "serverless",
            Resource = line.Resource.Replace("by the hour", "serverless", StringComparison.Ordinal), UsedBefore = null,
        };
        return [pair with { Would = null }, .. line.Usage == CostUsage.Idle ? Array.Empty<WhatIfPair>() : [new WhatIfPair(null, serverless)]];
    }

    // Held GPUs: one line a day and card that the service's serverless seconds ran on.
    private static IEnumerable<WhatIfPair> Held(IReadOnlyList<WhatIfLine> lines, Scenario scenario)
        => scenario.Deployments.Where(move => move.To == DeploymentKind.Timed).SelectMany(move => lines
            .Where(line => line.Service == move.Service && line is { Category: "compute", Unit: "second" })
            .GroupBy(line => (line.Day, line.PriceKey)).Select(day => (Key: day.Key, Seconds: day.Sum(line => line.Amount), First: day.First()))
            .GroupBy(day => day.Key.Day)
            // A service's cards are of the type that it used most on that day.
            .Select(day => day.MaxBy(card => card.Seconds)!)
            .Select(card => new WhatIfPair(null, card.First with
            {
                Amount = 24m * move.Gpus, Unit = "hour", PriceKey = Swap(card.Key.PriceKey, ".second", ".hourly"), Deployment = "timed", Model = null, UsedBefore = null, PricedAt = null,
                Resource = card.First.Resource.Replace("serverless", "by the hour", StringComparison.Ordinal),
            })));

    private static WhatIfLine Grow(WhatIfLine line, Scenario scenario)
        => line.IsByUse && scenario.TrafficOf(line.Service) is not 1 and var times
            ? line with { Amount = Math.Round(line.Amount * times, DriverLines.Decimals), UsedBefore = line.UsedBefore * times } : line;

    private static WhatIfLine Price(WhatIfLine line, WhatIfLine? was, Scenario scenario, PriceBook book)
    {
        if (line == was && scenario.PricesOf is null && !scenario.Prices.ContainsKey(line.PriceKey))
            return line;
        var at = scenario.PricesOf is { } day ? UtcSpan.StartOf(day) : line.PricedAt ?? UtcSpan.StartOf(line.Day);
        var found = book.Find(line.PriceKey, at);
        if (scenario.Prices.TryGetValue(line.PriceKey, out var other))
            return With(line, found?.Item.Unit ?? line.Unit, other);
        // The price that the line was computed with, whatever the book says of that day now.
        if (scenario.PricesOf is null && was is { UnitPrice: { } kept, UsedBefore: null } && was.PriceKey == line.PriceKey)
            return With(line, line.Unit, kept);
        return found is null
            ? line with { Cost = null, UnitPrice = null }
            : line with { Unit = found.Item.Unit, UnitPrice = found.UnitPrice, Cost = Math.Round(found.Cost(line.Amount, line.Day, line.UsedBefore ?? 0), DriverLines.Decimals) };
    }

    private static WhatIfLine With(WhatIfLine line, string? unit, decimal price) => line with
    {
        Unit = unit, UnitPrice = price,
        Cost = Math.Round(new PriceOnDay(new PriceItem(line.PriceKey, unit ?? "", null, []), new PriceEntry(line.Day, price)).Cost(line.Amount, line.Day), DriverLines.Decimals),
    };

    private static string Swap(string key, string from, string to) => key.EndsWith(from, StringComparison.Ordinal) ? key[..^from.Length] + to : key + to;
}
