using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>Judges the closed days of the last weeks by those before them. The same days give the same anomalies, whenever it runs.</summary>
public sealed class AnomalyJob(NpgsqlDataSource database, AnomalyStore store, TimeProvider time) : IPortalJob
{
    public const string Name = "cost-anomalies";
    private const int JudgedDays = 60;

    private const int MostUnknown = 3;

    // With more minutes missing a day is cheaper than it was, or a day after an outage dearer.
    private const decimal MostMissing = 60;

    // Below that nobody would want to be told, however odd the day was.
    private const decimal LeastMoney = 1;

    public JobInfo Info { get; } = new(
        Name, "Odd days of cost", $"Tells of closed days that don't fit the four weeks before them, and of what moved; looks at the last {JudgedDays} days.", "0 20 * * * ?", false, DailyCostJob.Name);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var today = UtcSpan.DayOf(time.GetUtcNow());
        var from = today.AddDays(-JudgedDays);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var days = (await CostRows.DaysAsync(connection, from.AddDays(-DayJudge.MostDays), today.AddDays(-1), cancellationToken)).Where(day => day.Revision > 0).ToLookup(day => day.Service, StringComparer.Ordinal);
        var (found, added, done) = (0, 0, 0);
        foreach (var service in days)
        {
            var odd = new List<CostAnomaly>();
            foreach (var (day, verdict) in Judge([.. service], from))
                odd.Add(new CostAnomaly(
                    day.Service, AnomalyKinds.Day, UtcSpan.StartOf(day.Day), UtcSpan.StartOf(day.Day.AddDays(1)), day.Revision, day.Cost!.Value, CostAnomaly.Money(verdict.Expected), CostAnomaly.Money(verdict.Low), CostAnomaly.Money(verdict.High), Math.Round(verdict.Score, 2),
                    CostMoves.Of(day.Day, await LinesAsync(connection, day, cancellationToken)), time.GetUtcNow(), null, null, null));
            added += await store.ReplaceAsync(service.Key, AnomalyKinds.Day, UtcSpan.StartOf(from), odd, cancellationToken);
            found += odd.Count;
            await progress.ReportAsync(++done, days.Count, service.Key);
        }
        return JobResult.Ok($"{Counted.Of(found, "odd day")} of {Counted.Of(days.Count, "service")}, {added} of them new");
    }

    /// <summary>
    /// The odd ones of the days from <paramref name="from"/> on. A day whose cost is not wholly known is not judged; up to three such days
    /// in a row stand as the day before them, so that weekdays stay in their places; after more it begins anew.
    /// </summary>
    internal static IEnumerable<(DayRow Day, DayVerdict Verdict)> Judge(IReadOnlyList<DayRow> days, DateOnly from)
    {
        var past = new List<double>();
        DateOnly? last = null;
        foreach (var day in days.OrderBy(day => day.Day))
        {
            if (day.Cost is not { } cost || day.NeedsPrice > 0 || day.MissingMinutes >= MostMissing)
                continue;
            var gap = last is { } before ? day.Day.DayNumber - before.DayNumber - 1 : 0;
            if (gap > MostUnknown)
                past.Clear();
            else
                past.AddRange(Enumerable.Repeat(past.LastOrDefault(), gap));
            if (day.Day >= from && DayJudge.Judge(past, (double)cost) is { IsAnomaly: true } verdict && Math.Abs(cost - (decimal)verdict.Expected) >= LeastMoney)
                yield return (day, verdict);
            past.Add((double)cost);
            last = day.Day;
        }
    }

    /// <summary>The day's lines and those of the week before it.</summary>
    private static async Task<IReadOnlyList<MoveLine>> LinesAsync(NpgsqlConnection connection, DayRow day, CancellationToken cancellationToken)
        => [.. (await connection.QueryAsync<LineRow>(new CommandDefinition(
            $"""
            WITH {CostRows.Current}
            SELECT l.day, l.driver, l.resource, l.model, l.deployment, l.usage, l.amount, l.cost
            FROM cost_daily AS l JOIN current USING (service, day, revision) WHERE l.service = @Service AND l.cost IS NOT NULL ORDER BY l.day
            """, new { day.Service, from = day.Day.AddDays(-DayJudge.LeastDays), to = day.Day }, cancellationToken: cancellationToken)))
            .Select(line => new MoveLine(line.Day, MoveLine.KeyOf(line.Driver, line.Resource, line.Model, line.Deployment, line.Usage), MoveLine.WhatOf(line.Resource, line.Model, line.Usage), line.Amount, line.Cost))];

    private sealed record LineRow(DateOnly Day, string Driver, string Resource, string? Model, string? Deployment, string? Usage, decimal Amount, decimal Cost);
}
