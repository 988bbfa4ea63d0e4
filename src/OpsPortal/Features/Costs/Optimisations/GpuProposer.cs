using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>GPUs that are paid by the hour and idle more than half of it: switched off after some minutes without work, or paid by the second of work.</summary>
internal sealed class GpuProposer(PrometheusClient client, IPrices prices, TimeProvider time) : IProposer
{
    private const decimal IdleLimit = 0.5m;

    // Minutes without work after which one would switch off.
    private const int DelayMinutes = 15;

    public async Task<Outcome<IReadOnlyList<Proposal>>> FindAsync(ServiceEntry service, UsedDays used, CancellationToken cancellationToken)
    {
        var found = new List<Proposal>();
        foreach (var gpu in TimedGpu.In(used))
        {
            if (gpu.Idle is not { } idle || idle / gpu.Hours <= IdleLimit)
                continue;
            if (Serverless(gpu, gpu.Hours - idle) is { } serverless)
                found.Add(serverless);
            var driver = service.CostDrivers.First(one => one.Id == gpu.Driver);
            // Hours are idle only where a busy counter says so; the catalog may have lost it since.
            if (driver.Busy is null)
                continue;
            var busy = await DriverSamples.BusyAsync(client, time, driver, gpu.PriceKey, used, cancellationToken);
            if (!busy.IsOk)
                return busy.Map<IReadOnlyList<Proposal>>(_ => []);
            if (Shutdown(gpu, busy.Value!.Stretches, idle) is { } shutdown)
                found.Add(shutdown);
        }
        return Outcome<IReadOnlyList<Proposal>>.Ok(found, time.GetUtcNow());
    }

    private Proposal? Serverless(TimedGpu gpu, decimal worked)
    {
        var key = gpu.KeyOf(".second");
        if (prices.Current.Find(key, time.GetUtcNow()) is not { } price)
            return null;
        var serverless = worked * 3600 * price.UnitPrice;
        if (serverless >= gpu.Cost)
            return null;
        return new Proposal(
            ProposalKinds.Serverless, gpu.Service, gpu.Resource, $"Pay {gpu.Resource} by the second of work", gpu.Cost - serverless, gpu.Cost - serverless,
            [
                .. gpu.Steps(prices.Current.Currency), new("Worked", TimedGpu.HoursText(worked), "hours paid − idle"), new("Price by the second", Money(price.UnitPrice), $"{key} in the price book"),
                new("The same work by the second", Money(serverless), "worked × 3,600 × price; the time to start, which some providers charge, is not in it"),
                new("Saved", Money(gpu.Cost - serverless), "cost of the hours − the same work by the second"),
            ], gpu.SameMoney, [gpu.Driver]);
    }

    private Proposal? Shutdown(TimedGpu gpu, IReadOnlyList<double> stretches, decimal idle)
    {
        // No more can be cut than was measured as idle, whatever the stretches say.
        var (price, cut) = (gpu.Cost / gpu.Hours, Math.Min((decimal)IdleStretches.Cut(stretches, DelayMinutes * 60) / 3600, idle));
        if (cut <= 0)
            return null;
        return new Proposal(
            ProposalKinds.Shutdown, gpu.Service, gpu.Resource, $"Switch {gpu.Resource} off after {DelayMinutes} minutes without work", cut * price, cut * price,
            [
                .. gpu.Steps(prices.Current.Currency), new("Stretches without work", stretches.Count.ToString("N0", CultureInfo.InvariantCulture), "samples of the driver's busy counter: it doesn't rise"),
                new($"Left of them after {DelayMinutes} minutes each", TimedGpu.HoursText(cut), "replayed over the same days; what was done would have been done"),
                new("Price of an hour", Money(price), "cost / hours paid"), new("Saved", Money(cut * price), "hours left × price"),
            ], gpu.SameMoney, [gpu.Driver]);
    }

    private string Money(decimal amount) => Pages.Money.Text(amount, prices.Current.Currency);
}
