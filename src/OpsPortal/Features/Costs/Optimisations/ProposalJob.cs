using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>Looks for ways to pay less in the closed days of the last four weeks.</summary>
internal sealed class ProposalJob(ServiceCatalog catalog, NpgsqlDataSource database, IEnumerable<IProposer> proposers, ProposalStore store, TimeProvider time) : IPortalJob
{
    public const string Name = "cost-optimisations";
    private const int Days = 28;

    public JobInfo Info { get; } = new(
        Name, "Ways to pay less", $"Looks at the closed days of the last {Days} for GPUs that idle or are larger than their work, spot prices, models that are as good and cheaper, and caches that answer too little.", "0 30 3 * * ?", false, DailyCostJob.Name);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var last = UtcSpan.DayOf(time.GetUtcNow()).AddDays(-1);
        var lines = (await LinesAsync(last.AddDays(1 - Days), last, cancellationToken)).ToLookup(row => row.Line.Service, StringComparer.Ordinal);
        var (found, problems, done) = (0, new List<string>(), 0);
        foreach (var service in catalog.Services.Where(service => lines.Contains(service.Id)))
        {
            var used = new UsedDays(lines[service.Id].Min(row => row.First), last, lines[service.Id].Max(row => row.Days), [.. lines[service.Id].Select(row => row.Line)]);
            var outcomes = new List<Outcome<IReadOnlyList<Proposal>>>();
            foreach (var proposer in proposers)
                outcomes.Add(await JobStep.DoAsync<IReadOnlyList<Proposal>>(progress, time, $"{service.Id}, {proposer.GetType().Name}", async () =>
                {
                    var outcome = await proposer.FindAsync(service, used, cancellationToken);
                    return (outcome, outcome.Value?.SelectMany(one => one.Steps.Select(step => step.Source)) ?? [], outcome.Value?.Count ?? 0);
                }));
            if (outcomes.FirstOrDefault(one => one is { IsOk: false, Kind: not OutcomeKind.NotConfigured }) is { } failed)
                // What was open stays as it was: half a look would take proposals away.
                problems.Add($"{service.Id}: {failed.Reason}");
            else
            {
                Proposal[] all = [.. outcomes.SelectMany(one => one.Value ?? [])];
                await store.KeepAsync(service.Id, used, all, cancellationToken);
                found += all.Length;
            }
            await progress.ReportAsync(++done, lines.Count, service.Name);
        }
        return new JobResult($"{Counted.Of(found, "way")} found in {Counted.Of(done, "service")}", problems);
    }

    private async Task<IReadOnlyList<(UsedLine Line, DateOnly First, int Days)>> LinesAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            WITH {CostRows.Current}, days AS (SELECT service, min(day) AS first, count(*)::int AS days FROM current WHERE revision > 0 GROUP BY service)
            SELECT l.service, l.driver, l.resource, l.model, l.usage, l.price_key, l.unit, sum(l.amount) AS amount, sum(l.cost) AS cost, days.first, days.days
            FROM cost_daily AS l JOIN current USING (service, day, revision) JOIN days USING (service)
            WHERE current.revision > 0 AND l.cost IS NOT NULL
            GROUP BY l.service, l.driver, l.resource, l.model, l.usage, l.price_key, l.unit, days.first, days.days
            """, new { from, to }, cancellationToken: cancellationToken)))
            .Select(row => (new UsedLine(row.Service, row.Driver, row.Resource, row.Model, row.Usage, row.PriceKey, row.Unit, row.Amount, row.Cost), row.First, row.Days))];
    }

    private sealed record Row
    {
        public string Service { get; init; } = "";
        public string Driver { get; init; } = "";
        public string Resource { get; init; } = "";
        public string? Model { get; init; }
        public string? Usage { get; init; }
        public string PriceKey { get; init; } = "";
        public string? Unit { get; init; }
        public decimal Amount { get; init; }
        public decimal Cost { get; init; }
        public DateOnly First { get; init; }
        public int Days { get; init; }
    }
}
