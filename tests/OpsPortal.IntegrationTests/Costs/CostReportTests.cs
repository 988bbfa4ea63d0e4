using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>What pages and files say of many random lines, against sums that the database does by itself.</summary>
public sealed class CostReportTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2024, 3, 5, 12, 0, 0, TimeSpan.Zero);
    private const string OwnModel = """

        gpus: [{host: h, index: 0}]
        models:
          label: model
          items: [{id: hosted}, {id: own, own_gpus: true}]
        """;

    private readonly Random _random = new(20_241_106);
    private CostPortal _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await CostPortal.StartAsync(postgres, "", Now, "{currency: USD, prices: [{key: any, unit: hour, entries: [{from: 2020-01-01, price: 1}]}, {key: energy.kwh, unit: kWh, entries: [{from: 2020-01-01, price: 0.36}]}]}", ("alpha", Service("alpha", "red") + OwnModel), ("beta", Service("beta", "blue")));
        // A leap February and the days around it.
        for (var day = new DateOnly(2024, 1, 28); day < new DateOnly(2024, 3, 4); day = day.AddDays(1))
        {
            foreach (var service in new[] { "alpha", "beta" })
            {
                await InsertAsync(service, day, 1);
                if (_random.Next(10) == 0)
                    await InsertAsync(service, day, 2);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Report_InEveryDimension_SumsUpToTheWholeExactly()
    {
        var reader = _portal.Host.Services.GetRequiredService<CostReportReader>();
        var whole = await SumAsync("2024-02-01", "2024-02-29");
        foreach (var by in CostDimensions.All)
        {
            // Each pair once is enough; the other way round is the same table, turned.
            foreach (var across in CostDimensions.All.Where(across => across >= by))
            {
                var view = new CostView(DaySpan.Month(new DateOnly(2024, 2, 1))) { By = by, Across = across, Against = new DaySpan(new DateOnly(2024, 1, 28), new DateOnly(2024, 1, 31)) };
                var report = (await reader.ReadAsync(view, default)).Value!;
                var pivot = new CostPivot(report, view);

                report.Total.ShouldBe(whole, $"{by} by {across}");
                pivot.Rows.Sum(row => pivot.Total(row) ?? 0).ShouldBe(whole);
                if (pivot.Columns.Count > 0)
                {
                    pivot.Columns.Sum(column => pivot.ColumnTotal(column) ?? 0).ShouldBe(whole);
                    pivot.Rows.Sum(row => pivot.Columns.Sum(column => pivot.Cell(row, column) ?? 0)).ShouldBe(whole);
                }
                report.Lines.Sum(line => line.Cost ?? 0).ShouldBe(whole);
                report.TotalAgainst.ShouldBe(await SumAsync("2024-01-28", "2024-01-31"));
            }
        }
    }

    [Fact]
    public async Task Filters_OfEachValue_SumUpToTheWholeExactly()
    {
        var reader = _portal.Host.Services.GetRequiredService<CostReportReader>();
        var view = new CostView(DaySpan.Month(new DateOnly(2024, 2, 1)));
        var whole = await SumAsync("2024-02-01", "2024-02-29");
        foreach (var dimension in CostDimensions.All.Where(one => one != CostDimension.Day))
        {
            var values = (await reader.ReadAsync(view with { By = dimension }, default)).Value!.Cells.Select(cell => cell.Row).Distinct().ToArray();
            var sum = 0m;
            foreach (var value in values)
                sum += (await reader.ReadAsync(view with { Only = view.Only.With(dimension, value) }, default)).Value!.Total ?? 0;
            sum.ShouldBe(whole, dimension.ToString());
        }
    }

    [Fact]
    public async Task PageTableAndLines_SayTheSameFigure()
    {
        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);
        var whole = await SumAsync("2024-02-01", "2024-02-29");

        var page = await viewer.GetStringAsync("/costs?month=2024-02&by=model&across=usage&vs=2024-01-28..2024-01-31");
        page.ShouldContain($"data-testid=\"cost-sum\" data-raw=\"{whole.ToString("0.############", CultureInfo.InvariantCulture)}\"");
        page.ShouldContain("$" + Math.Round(whole, 2).ToString("N2", CultureInfo.InvariantCulture));
        page.ShouldContain("2024-01-28 to 2024-01-31");

        Column(await viewer.GetStringAsync("/costs.csv?month=2024-02"), "cost").ShouldBe(whole);
        Column(await viewer.GetStringAsync("/costs/table.csv?month=2024-02&by=team"), "total").ShouldBe(whole);
        var focus = await viewer.GetAsync("/costs/focus.csv?month=2024-02");
        Column(await focus.Content.ReadAsStringAsync(), "BilledCost").ShouldBe(whole);
        focus.Headers.GetValues("X-Needs-Price").Single().ShouldNotBe("0");
        (await viewer.GetStringAsync("/costs/what-if?month=2024-02&traffic=*:2")).ShouldContain("$" + Math.Round(whole, 2).ToString("N2", CultureInfo.InvariantCulture));
        Column(await viewer.GetStringAsync("/costs/centres.csv?month=2024-02"), "cost").ShouldBe(whole);
        (await viewer.GetStringAsync("/costs/centres?month=2024-02")).ShouldContain($"data-testid=\"centres-total\" data-raw=\"{whole.ToString("0.############", CultureInfo.InvariantCulture)}\"");
        var day = await viewer.GetStringAsync("/costs?from=2024-02-29&to=2024-02-29&service=alpha");
        day.ShouldContain("data-testid=\"source-query\"");
        day.ShouldContain("exact increase of the raw samples of");
        (await viewer.GetAsync("/costs/table.csv?vs=x")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    /// <summary>Energy is laid on the tokens of the models that run on the service's own GPUs, on the days on which both were counted.</summary>
    [Fact]
    public async Task Blended_OfModelsOfWhichOneRunsOnOwnGpus_LaysItsEnergyOnItsTokens()
    {
        foreach (var (service, metric, model, day, value) in new[]
        {
            ("alpha", "energy_joules", "", 1, 3_000_000), ("alpha", "tokens_input", "own", 1, 400_000), ("alpha", "tokens_output", "own", 1, 100_000), ("alpha", "tokens_input", "hosted", 1, 9_000_000),
            ("alpha", "energy_joules", "", 2, 5_000_000), ("alpha", "tokens_input", "hosted", 2, 9_000_000),
            ("beta", "energy_joules", "", 1, 1_000_000), ("beta", "tokens_input", "hosted", 1, 250_000),
        })
            await _portal.QueryAsync<int>(
                """
                INSERT INTO business_daily (service, day, metric, model, value, quality, missing_minutes, source_query, final, computed_at)
                VALUES (@service, @day, @metric, @model, @value, 'exact', 0, '', true, now())
                """, new { service, day = new DateOnly(2024, 2, day), metric, model, value });

        var report = (await _portal.Host.Services.GetRequiredService<CostReportReader>().ReadAsync(new CostView(DaySpan.Month(new DateOnly(2024, 2, 1))), default)).Value!;

        var energy = report.Blended.ToDictionary(one => one.Service, one => one.Energy!);
        (energy["alpha"].Joules, energy["alpha"].Tokens, energy["alpha"].JoulesPerMillionTokens, energy["alpha"].CostPerMillionTokens).ShouldBe((3_000_000, 500_000, 6_000_000, 0.6m));
        energy["alpha"].TokensPerJoule!.Value.ShouldBe(1 / 6m, 0.000001m);
        energy["beta"].TokensPerJoule.ShouldBe(0.25m, "where the catalog doesn't tell, all its models run there");
        report.Blended.Single(one => one.Service == "alpha").Tokens.ShouldBe(18_500_000, "what all of it cost is laid on all tokens");
    }

    private static decimal Column(string csv, string name)
    {
        // Fields with a comma in them are quoted; the columns that are summed come before those.
        var rows = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(',')).ToArray();
        var index = Array.IndexOf(rows[0], name);
        return rows.Skip(1).Sum(row => row[index].Length == 0 ? 0 : decimal.Parse(row[index], CultureInfo.InvariantCulture));
    }

    private static string Service(string id, string team) =>
        $$"""
        id: {{id}}
        name: {{id}}
        team: {{team}}
        prometheus: {jobs: [{{id}}]}
        cost:
          - {id: gpu, kind: counter, selector: 'x_total{job="{{id}}"}', category: compute, resource: GPU, price: any}
        """;

    private async Task<decimal> SumAsync(string from, string to) => (await _portal.QueryAsync<decimal>(
        """
        SELECT sum(cost) FROM cost_daily AS l WHERE day BETWEEN @from::date AND @to::date
            AND revision = (SELECT max(revision) FROM cost_days AS d WHERE d.service = l.service AND d.day = l.day)
        """, new { from, to })).Single();

    private async Task InsertAsync(string service, DateOnly day, int revision)
    {
        await _portal.QueryAsync<int>(
            """
            INSERT INTO cost_days (service, day, revision, cost, needs_price, quality, missing_minutes, note, computed_at, computed_by, reason)
            VALUES (@service, @day, @revision, 0, 0, 'exact', 0, '', now(), 'test', 'test')
            """, new { service, day, revision });
        var lines = Enumerable.Range(0, 8).ToArray();
        await _portal.QueryAsync<int>(
            """
            INSERT INTO cost_daily (service, day, revision, line, driver, category, resource, model, deployment, amount, unit, price_key, unit_price, price_from, cost, quality,
                missing_minutes, note, source_query, usage)
            SELECT @service, @day, @revision, line, 'gpu', category, resource, model, deployment, 1, 'hour', 'any', 1, '2020-01-01', cost, 'exact', 0, '',
                'exact increase of the raw samples of x_total', usage
            FROM unnest(@lines, @category, @resource, @model, @deployment, @usage, @cost) AS l(line, category, resource, model, deployment, usage, cost)
            """,
            new
            {
                service, day, revision, lines, category = Picks("compute", "storage", "network"), resource = Picks("GPU", "Store", "Egress"), model = Picks("big", "small", null),
                deployment = Picks("timed", "serverless", null), usage = Picks("busy", "idle", null),
                cost = lines.Select(_ => _random.Next(10) == 0 ? null : (decimal?)(_random.NextInt64(1, 1_000_000_000_000) / 1_000_000_000_000m * 50)).ToArray(),
            });

        string?[] Picks(params string?[] any) => [.. lines.Select(_ => any[_random.Next(any.Length)])];
    }
}
