using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>GPUs that are paid by the hour and idle more than half of it: switched off after some minutes without work, or paid by the second of work.</summary>
internal sealed class GpuProposer(PrometheusClient client, IPrices prices, TimeProvider time) : IProposer
{
    private const decimal IdleLimit = 0.5m;
    private const string ByTheHour = ".hourly";
    private const string BySecond = ".second";

    // Minutes without work after which one would switch off.
    private const int DelayMinutes = 15;
    private const double LongestGap = 300;

    public async Task<Outcome<IReadOnlyList<Proposal>>> FindAsync(ServiceEntry service, UsedDays used, CancellationToken cancellationToken)
    {
        var found = new List<Proposal>();
        foreach (var gpu in used.Lines.Where(line => line.Usage is not null && line.Unit == "hour" && line.PriceKey.EndsWith(ByTheHour, StringComparison.Ordinal)).GroupBy(line => (line.Driver, line.Resource, line.PriceKey)))
        {
            var (hours, cost) = (gpu.Sum(line => line.Amount), gpu.Sum(line => line.Cost));
            var idle = gpu.Where(line => line.Usage == CostUsage.Idle).Sum(line => line.Amount);
            if (hours <= 0 || idle / hours <= IdleLimit)
                continue;
            ProposalStep[] measured = [
                new("Hours paid", Hours(hours), $"cost lines of the driver {gpu.Key.Driver}, {used.Days} days"),
                new("Cost of them", Money(cost), "the same lines"),
                new("Idle of them", $"{Hours(idle)} ({idle / hours:P0})", "the same lines, usage idle")];
            var sameMoney = $"{service.Id}:{gpu.Key.Driver}:{gpu.Key.Resource}";
            if (Serverless(service.Id, gpu.Key, hours - idle, cost, measured, sameMoney) is { } serverless)
                found.Add(serverless);
            var driver = service.CostDrivers.First(one => one.Id == gpu.Key.Driver);
            var stretches = await StretchesAsync(driver, gpu.Key.PriceKey, used, cancellationToken);
            if (!stretches.IsOk)
                return stretches.Map<IReadOnlyList<Proposal>>(_ => []);
            if (Shutdown(service.Id, gpu.Key, stretches.Value!, cost / hours, idle, measured, sameMoney) is { } shutdown)
                found.Add(shutdown);
        }
        return Outcome<IReadOnlyList<Proposal>>.Ok(found, time.GetUtcNow());
    }

    private Proposal? Serverless(string service, (string Driver, string Resource, string PriceKey) gpu, decimal worked, decimal cost, ProposalStep[] measured, string sameMoney)
    {
        var key = gpu.PriceKey[..^ByTheHour.Length] + BySecond;
        if (prices.Current.Find(key, time.GetUtcNow()) is not { } price)
            return null;
        var serverless = worked * 3600 * price.UnitPrice;
        if (serverless >= cost)
            return null;
        return new Proposal(
            ProposalKinds.Serverless, service, gpu.Resource, $"Pay {gpu.Resource} by the second of work", cost - serverless, cost - serverless,
            [
                .. measured, new("Worked", Hours(worked), "hours paid − idle"), new("Price by the second", Money(price.UnitPrice), $"{key} in the price book"),
                new("The same work by the second", Money(serverless), "worked × 3,600 × price; the time to start, which some providers charge, is not in it"),
                new("Saved", Money(cost - serverless), "cost of the hours − the same work by the second"),
            ], sameMoney, [gpu.Driver]);
    }

    private Proposal? Shutdown(
        string service, (string Driver, string Resource, string PriceKey) gpu, IReadOnlyList<double> stretches, decimal price, decimal idle, ProposalStep[] measured, string sameMoney)
    {
        // No more can be cut than was measured as idle, whatever the stretches say.
        var cut = Math.Min((decimal)IdleStretches.Cut(stretches, DelayMinutes * 60) / 3600, idle);
        if (cut <= 0)
            return null;
        return new Proposal(
            ProposalKinds.Shutdown, service, gpu.Resource, $"Switch {gpu.Resource} off after {DelayMinutes} minutes without work", cut * price, cut * price,
            [
                .. measured, new("Stretches without work", stretches.Count.ToString("N0", CultureInfo.InvariantCulture), "samples of the driver's busy counter: it doesn't rise"),
                new($"Left of them after {DelayMinutes} minutes each", Hours(cut), "replayed over the same days; what was done would have been done"),
                new("Price of an hour", Money(price), "cost / hours paid"), new("Saved", Money(cut * price), "hours left × price"),
            ], sameMoney, [gpu.Driver]);
    }

    /// <summary>Day by day, so that memory is bounded; a stretch over midnight counts as two, which cuts less, not more.</summary>
    private async Task<Outcome<IReadOnlyList<double>>> StretchesAsync(CostDriver driver, string priceKey, UsedDays used, CancellationToken cancellationToken)
    {
        var all = new List<double>();
        for (var day = used.First; driver.Busy is not null && day <= used.Last; day = day.AddDays(1))
        {
            var samples = await client.RawSamplesAsync(driver.Busy + "[1d]", UtcSpan.StartOf(day.AddDays(1)), cancellationToken);
            if (!samples.IsOk)
                return samples.Map<IReadOnlyList<double>>(_ => []);
            foreach (var series in samples.Value!.Where(series => DriverLines.PriceKey(driver, series.Labels) == priceKey))
                all.AddRange(IdleStretches.Of(series.Times, series.Values, LongestGap));
        }
        return Outcome<IReadOnlyList<double>>.Ok(all, time.GetUtcNow());
    }

    private static string Hours(decimal hours) => hours.ToString("#,0.0", CultureInfo.InvariantCulture) + " h";

    private string Money(decimal amount) => Pages.Money.Text(amount, prices.Current.Currency);
}
