using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>
/// GPUs that are paid by the hour, by a cheaper type of the price book: one whose memory holds what was in use at most, while the busiest
/// hour was worked for no more than half. How fast the other type does this work is measured by nobody: what it would have to be is told.
/// </summary>
internal sealed class SizeProposer(PrometheusClient client, IPrices prices, TimeProvider time) : IProposer
{
    private const double PeakLimit = 0.5;
    private const decimal Giga = 1_000_000_000;

    public async Task<Outcome<IReadOnlyList<Proposal>>> FindAsync(ServiceEntry service, UsedDays used, CancellationToken cancellationToken)
    {
        var found = new List<Proposal>();
        foreach (var gpu in TimedGpu.In(used))
        {
            var driver = service.CostDrivers.First(one => one.Id == gpu.Driver);
            var cheaper = Cheaper(driver, gpu);
            if (driver.Memory is null || driver.Busy is null || cheaper.Length == 0)
                continue;
            var query = $"max(max_over_time({driver.Memory}[{used.Last.DayNumber - used.First.DayNumber + 1}d]))";
            var memory = await client.QueryAsync(query, UtcSpan.StartOf(used.Last.AddDays(1)), cancellationToken);
            if (!memory.IsOk)
                return memory.Map<IReadOnlyList<Proposal>>(_ => []);
            if (memory.Value is not [{ Value: > 0 and var bytes }])
                continue;
            var peak = await PeakAsync(driver, gpu.PriceKey, used, cancellationToken);
            if (!peak.IsOk)
                return peak.Map<IReadOnlyList<Proposal>>(_ => []);
            if (peak.Value is { } share and <= PeakLimit)
                found.AddRange(cheaper.Where(other => other.Item.Memory * Giga >= (decimal)bytes).Select(other => Of(gpu, other, (decimal)bytes / Giga, query, share)));
        }
        return Outcome<IReadOnlyList<Proposal>>.Ok(found, time.GetUtcNow());
    }

    /// <summary>The types that the driver's key could name, whose memory is known and whose hours cost less now than these did.</summary>
    private PriceOnDay[] Cheaper(CostDriver driver, TimedGpu gpu) => [.. prices.Current.Items
        .Where(item => item.Key != gpu.PriceKey && item is { Unit: "hour", Memory: not null } && PriceBook.Matches(driver.Price, item.Key))
        .Select(item => prices.Current.Find(item.Key, time.GetUtcNow())).OfType<PriceOnDay>().Where(price => gpu.Hours * price.UnitPrice < gpu.Cost)];

    private Proposal Of(TimedGpu gpu, PriceOnDay other, decimal memory, string query, double peak)
    {
        var (currency, cost) = (prices.Current.Currency, gpu.Hours * other.UnitPrice);
        var share = peak.ToString("P1", CultureInfo.InvariantCulture);
        return new Proposal(
            ProposalKinds.Size, gpu.Service, $"{gpu.Resource} > {other.Item.Key}", $"Hold {other.Item.Key} in place of {gpu.PriceKey}", 0, gpu.Cost - cost,
            [
                .. gpu.Steps(currency), new("Memory in use, at most", Gigabytes(memory), query), new("Memory of the other", Gigabytes(other.Item.Memory!.Value), $"{other.Item.Key} in the price book"),
                new("Worked in the busiest hour", share, $"samples of the driver's busy counter / of what was allocated, {gpu.Days} days"),
                new("Speed that it needs", $"{share} of the present", "slower, the work of that hour wouldn't fit into it; nothing measured says how fast the other type is: try it"),
                new("Price of an hour of it", Pages.Money.Price(other.UnitPrice, currency), $"{other.Item.Key} in the price book, as it is now"), new("The same hours at it", Pages.Money.Text(cost, currency), "hours paid × price"),
                new("Saved at most", Pages.Money.Text(gpu.Cost - cost, currency), "cost of the hours − the same hours; at least 0: if it is too slow, nothing"),
            ], gpu.SameMoney, [gpu.Driver]);
    }

    private async Task<Outcome<double?>> PeakAsync(CostDriver driver, string priceKey, UsedDays used, CancellationToken cancellationToken)
    {
        var busy = await DriverSamples.BusyAsync(client, time, driver, priceKey, used, cancellationToken);
        if (!busy.IsOk)
            return busy.Map<double?>(_ => null);
        var hours = busy.Value!.Hours;
        var allocated = await DriverSamples.EachAsync(client, time, driver, driver.Selector, priceKey, used, hours.AddAllocated, cancellationToken);
        return allocated.Map<double?>(_ => hours.Peak);
    }

    private static string Gigabytes(decimal amount) => amount.ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
