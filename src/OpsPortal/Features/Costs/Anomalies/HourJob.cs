using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>Reads what each hour cost that is over, and tells of those that are dearer than their past lets expect. The same hours give the same anomalies, whenever it runs.</summary>
public sealed class HourJob(ServiceCatalog catalog, CostComputer computer, HourStore hours, AnomalyStore store, TimeProvider time) : IPortalJob
{
    public const string Name = "cost-hours";
    private const int ReadDays = 14;
    private const int JudgedDays = 7;
    private const int KeptDays = 43;

    // Below that nobody would want to be told, however odd the hours were.
    private const decimal LeastMoney = 1;

    // The last scrapes of an hour arrive a little after its end.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    public JobInfo Info { get; } = new(
        Name, "Odd hours of cost", $"Reads what each hour of the last {ReadDays} days cost, and tells of those of the last {JudgedDays} that are dearer than the four weeks before them let expect.",
        "0 10 * * * ?", false, DailyCostJob.Name);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var end = UtcSpan.Down(time.GetUtcNow() - Settling, TimeSpan.FromHours(1));
        await hours.ForgetAsync(end.AddDays(-KeptDays), cancellationToken);
        var services = catalog.Services.Where(service => service.CostDrivers.Count > 0).ToArray();
        var problems = new List<string>();
        var (read, found, added, done) = (0, 0, 0, 0);
        foreach (var service in services)
        {
            var outcome = await JobStep.DoAsync<int>(progress, time, $"{service.Id}, hours to {end:yyyy-MM-dd HH:mm}", async () =>
            {
                var kept = await ReadAsync(service, end, cancellationToken);
                return (kept, service.CostDrivers.Select(driver => DriverLines.Query(driver)), kept.Value);
            });
            if (outcome.Kind == OutcomeKind.NotConfigured)
                return JobResult.Ok("Nothing to do: " + outcome.Reason);
            if (!outcome.IsOk)
                problems.Add($"{service.Id}: {outcome.Reason}");
            // Prometheus is away: the others would only wait for the same timeout.
            if (outcome.Kind == OutcomeKind.Unavailable)
                break;
            var odd = await JudgeAsync(service.Id, end, cancellationToken);
            (read, found) = (read + outcome.Value, found + odd.Count);
            added += await store.ReplaceAsync(service.Id, AnomalyKinds.Hours, end.AddDays(-JudgedDays), odd, cancellationToken);
            await progress.ReportAsync(++done, services.Length, service.Name);
        }
        return new JobResult($"{Counted.Of(read, "hour")} read, {Counted.Of(found, "odd stretch", "odd stretches")} of {Counted.Of(done, "service")}, {added} of them new", problems);
    }

    /// <summary>Reads the hours that aren't kept yet, newest first.</summary>
    /// <returns>How many; not ok when one could not be read: the rest is read by the next run.</returns>
    private async Task<Outcome<int>> ReadAsync(ServiceEntry service, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var from = end.AddDays(-ReadDays);
        var kept = (await hours.ReadAsync(service.Id, from, cancellationToken)).Select(hour => hour.Hour).ToHashSet();
        if (kept.Count == ReadDays * 24)
            return Outcome<int>.Ok(0, time.GetUtcNow());
        var first = await computer.FirstDayAsync(service, UtcSpan.DayOf(from), cancellationToken);
        if (!first.IsOk)
            return first.Map(_ => 0);
        var count = 0;
        var missing = Enumerable.Range(1, ReadDays * 24).Select(back => end.AddHours(-back)).Where(hour => UtcSpan.DayOf(hour) >= (first.Value ?? DateOnly.MaxValue) && !kept.Contains(hour));
        // By day, so that a price's steps read the month so far once a day.
        foreach (var day in missing.GroupBy(UtcSpan.DayOf))
        {
            var before = new UsedBefore([.. day]);
            foreach (var hour in day)
            {
                var cost = await computer.ComputeAsync(service, day.Key, new UtcSpan(hour, hour.AddHours(1)), before, cancellationToken);
                if (!cost.IsOk)
                    return cost.Map(_ => 0);
                await hours.KeepAsync(hour, cost.Value!, cancellationToken);
                count++;
            }
        }
        return Outcome<int>.Ok(count, time.GetUtcNow());
    }

    private async Task<IReadOnlyList<CostAnomaly>> JudgeAsync(string service, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var kept = await hours.ReadAsync(service, end.AddHours(-24 * JudgedDays - HourJudge.MostHours - 24 * HourJudge.Days), cancellationToken);
        var found = new List<CostAnomaly>();
        foreach (var odd in Stretches(kept, end))
        {
            var (days, lines) = await hours.LinesAsync(service, odd.Starts, odd.Ends, HourJudge.Days, cancellationToken);
            var day = UtcSpan.DayOf(odd.Starts);
            found.Add(new CostAnomaly(
                service, AnomalyKinds.Hours, odd.Starts, odd.Ends, 0, odd.Cost, odd.Expected, 0, odd.High, null,
                CostMoves.Of(day, [.. days.Where(one => one < day)], lines), time.GetUtcNow(), null, null, null));
        }
        return found;
    }

    /// <summary>The odd hours of the last days, those of one UTC day that follow each other as one.</summary>
    internal static IEnumerable<OddStretch> Stretches(IReadOnlyList<CostHour> kept, DateTimeOffset end)
    {
        var series = CostHour.Series(kept, end);
        var costs = kept.ToDictionary(hour => hour.Hour, hour => hour.Cost);
        OddStretch? last = null;
        foreach (var odd in HourJudge.Judge(series, Math.Max(0, series.Length - JudgedDays * 24)))
        {
            var hour = kept[0].Hour.AddHours(odd.Index);
            var one = new OddStretch(hour, hour.AddHours(1), costs[hour]!.Value, CostAnomaly.Money(odd.Expected), CostAnomaly.Money(odd.High));
            if (last is not null && last.Ends == hour && hour.UtcDateTime.Hour > 0)
                last = last with { Ends = one.Ends, Cost = last.Cost + one.Cost, Expected = last.Expected + one.Expected, High = last.High + one.High };
            else
            {
                if (last?.IsWorthIt == true)
                    yield return last;
                last = one;
            }
        }
        if (last?.IsWorthIt == true)
            yield return last;
    }

    internal sealed record OddStretch(DateTimeOffset Starts, DateTimeOffset Ends, decimal Cost, decimal Expected, decimal High)
    {
        public bool IsWorthIt => Cost - Expected >= LeastMoney;
    }
}
