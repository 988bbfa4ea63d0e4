using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>Samples of a driver's counters over the days that are looked at: day by day, so that memory is bounded.</summary>
internal static class DriverSamples
{
    /// <param name="priceKey">Only series of what is paid at this price.</param>
    /// <returns>Not ok when a day can't be read.</returns>
    public static async Task<Outcome<bool>> EachAsync(
        PrometheusClient client, TimeProvider time, CostDriver driver, string selector, string priceKey, UsedDays used, Action<Series> take, CancellationToken cancellationToken)
    {
        for (var day = used.First; day <= used.Last; day = day.AddDays(1))
        {
            var samples = await client.RawSamplesAsync(selector + "[1d]", UtcSpan.StartOf(day.AddDays(1)), cancellationToken);
            if (!samples.IsOk)
                return samples.Map(_ => false);
            foreach (var series in samples.Value!.Where(series => DriverLines.PriceKey(driver, series.Labels) == priceKey))
                take(series);
        }
        return Outcome<bool>.Ok(true, time.GetUtcNow());
    }

    /// <summary>The driver's busy counter, which it must have: read by whoever asks first.</summary>
    /// <returns>Not ok when a day can't be read; then the next one tries again.</returns>
    public static async Task<Outcome<BusySamples>> BusyAsync(
        PrometheusClient client, TimeProvider time, CostDriver driver, string priceKey, UsedDays used, CancellationToken cancellationToken)
    {
        if (used.Busy.TryGetValue((driver.Id, priceKey), out var known))
            return Outcome<BusySamples>.Ok(known, time.GetUtcNow());
        var busy = new BusySamples();
        var read = await EachAsync(client, time, driver, driver.Busy!, priceKey, used, busy.Take, cancellationToken);
        if (read.IsOk)
            used.Busy[(driver.Id, priceKey)] = busy;
        return read.Map(_ => busy);
    }
}
