using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Days of cost by the real job, on a real Prometheus and PostgreSQL, against arithmetic that the test does by itself.</summary>
public sealed class DailyCostTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string PriceBook = """
        currency: USD
        prices:
          - {key: gpu.H200, unit: hour, entries: [{from: 2026-01-01, price: 3.50}, {from: 2026-11-04, price: 3.10}]}
          - {key: tokens.big.input, unit: 1000 tokens, entries: [{from: 2026-01-01, price: 0.0031}]}
          - {key: tokens.big.output, unit: 1000 tokens, entries: [{from: 2026-01-01, price: 0.0125}]}
          - {key: storage, unit: GB-month, entries: [{from: 2026-01-01, price: 0.015}]}
          - {key: plan, unit: month, entries: [{from: 2026-01-01, price: 57}]}
        """;

    private const string Service = """
        id: alpha
        name: Alpha
        team: t
        prometheus: {jobs: [alpha]}
        counters:
          - {name: requests, selector: 'requests_total{job="alpha"}'}
          - {name: tokens_input, selector: 'tokens_total{job="alpha",type="input"}', model: model}
        cost:
          - {id: gpu, kind: counter, selector: 'gpu_seconds_total{job="alpha"}', per: 3600, category: compute, resource: 'GPU ${gpu_type}', price: 'gpu.${gpu_type}'}
          - {id: tokens, kind: counter, selector: 'tokens_total{job="alpha"}', per: 1000, category: services, resource: '${model} ${type}', price: 'tokens.${model}.${type}', model: model}
          - {id: store, kind: average, selector: 'stored_bytes{job="alpha"}', per: 1000000000, category: storage, resource: Store, price: storage}
          - {id: plan, kind: monthly, category: services, resource: Plan, price: plan}
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private readonly SimulatedTarget _target = new("alpha", Start, Start + 4 * 86_400 + 43_200, 60, 23);
    private IReadOnlyList<(double Time, double Value)> _gpu = [];
    private IReadOnlyList<(double Time, double Value)> _input = [];
    private IReadOnlyList<(double Time, double Value)> _output = [];
    private PrometheusServer _prometheus = null!;
    private CostPortal _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _gpu = _target.Counter("gpu_seconds_total", "gpu_type=\"H200\"", _ => 60, restarts: [Start + 100_000]);
        _input = _target.Counter("tokens_total", "model=\"big\",type=\"input\"", time => time % 4_001, outages: [(Start + 3 * 86_400 - 7_200, Start + 3 * 86_400 + 1_800)]);
        _output = _target.Counter("tokens_total", "model=\"big\",type=\"output\"", time => time % 907, born: Start + 86_400 + 500);
        _target.Counter("tokens_total", "model=\"unpriced\",type=\"input\"", _ => 5);
        _target.Counter("requests_total", "", _ => 11);
        _target.Gauge("stored_bytes", "", _ => 250e9);
        _prometheus = await PrometheusServer.StartAsync(_target.Series);
        _portal = await CostPortal.StartAsync(postgres, _prometheus.Url, Now, PriceBook, ("alpha", Service));
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _prometheus.DisposeAsync();
    }

    [Fact]
    public async Task DailyJob_ClosedDays_EqualPriceBookTimesCountersAsScraped()
    {
        var result = await _portal.RunAsync("daily-costs");

        result.Problems.ShouldBeEmpty();
        foreach (var (day, price) in new[] { (1, 3.50m), (2, 3.50m), (3, 3.50m), (4, 3.10m) })
        {
            var start = Start + (day - 1) * 86_400L;
            (await CostAsync(day, "gpu")).ShouldBe(SimulatedTarget.Scraped(_gpu, start) / 3600 * price, 0.0000000001m, $"gpu, day {day}");
            (await CostAsync(day, "store")).ShouldBe(day == 1 ? 250m * 0.015m / 30 * (86_400 - 23) / 86_400 : 250m * 0.015m / 30, 0.0000000001m, $"store, day {day}");
            (await CostAsync(day, "plan")).ShouldBe(57m / 30, 0.0000000001m);
            (await CostAsync(day, "tokens")).ShouldBe(
                (SimulatedTarget.Scraped(_input, start) * 0.0031m + SimulatedTarget.Scraped(_output, start, birthCounts: true) * 0.0125m) / 1000, 0.0000000001m, $"tokens, day {day}");
        }
        (await _portal.QueryAsync<decimal>("SELECT cost FROM cost_days ORDER BY day")).Sum()
            .ShouldBe((await _portal.QueryAsync<decimal>("SELECT cost FROM cost_daily WHERE cost IS NOT NULL")).Sum());
    }

    [Fact]
    public async Task DailyJob_ModelWithoutPrice_IsUnknownAndInNoTotal()
    {
        await _portal.RunAsync("daily-costs");

        (await _portal.QueryAsync<decimal?>("SELECT cost FROM cost_daily WHERE price_key = 'tokens.unpriced.input' AND day = '2026-11-03'")).Single().ShouldBeNull();
        (await _portal.QueryAsync<int>("SELECT needs_price FROM cost_days WHERE day = '2026-11-03'")).Single().ShouldBe(1);
    }

    [Fact]
    public async Task DailyJob_RunAgain_ChangesNothing()
    {
        await _portal.RunAsync("daily-costs");
        var before = await RowsAsync();
        _portal.Clock.Advance(TimeSpan.FromMinutes(5));

        var again = await _portal.RunAsync("daily-costs");

        again.Summary.ShouldStartWith("Nothing to do");
        (await RowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task DailyJob_TwoAtOnce_CloseEachDayOnce()
    {
        await Task.WhenAll(_portal.RunAsync("daily-costs"), _portal.RunAsync("daily-costs"));

        (await _portal.QueryAsync<long>("SELECT count(*) FROM cost_days GROUP BY day")).ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task DailyJob_MissedDays_AreFilledIn()
    {
        await _portal.RunAsync("daily-costs");
        var before = await RowsAsync();
        await _portal.QueryAsync<int>("DELETE FROM cost_days WHERE day IN ('2026-11-01', '2026-11-03')");

        await _portal.RunAsync("daily-costs");

        (await RowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task DailyJob_DayThatIsNotOver_StaysOpen()
    {
        _portal.Clock.Set(new DateTimeOffset(2026, 11, 5, 0, 1, 0, TimeSpan.Zero));
        await _portal.RunAsync("daily-costs");
        (await _portal.QueryAsync<DateTime>("SELECT max(day)::timestamp FROM cost_days WHERE revision > 0")).Single().ShouldBe(new DateTime(2026, 11, 3));

        _portal.Clock.Set(new DateTimeOffset(2026, 11, 5, 0, 2, 1, TimeSpan.Zero));
        await _portal.RunAsync("daily-costs");
        (await _portal.QueryAsync<DateTime>("SELECT max(day)::timestamp FROM cost_days WHERE revision > 0")).Single().ShouldBe(new DateTime(2026, 11, 4));
    }

    [Fact]
    public async Task RunningJob_Today_IsSoFarAndGivesWayToTheClosedDay()
    {
        await _portal.RunAsync("running-costs");
        (await _portal.QueryAsync<(int Revision, string Quality)>("SELECT revision, quality FROM cost_days WHERE day = '2026-11-05'")).Single().Revision.ShouldBe(0);
        (await _portal.QueryAsync<decimal>("SELECT amount FROM cost_daily WHERE day = '2026-11-05' AND driver = 'plan'")).Single().ShouldBe(0.5m);
        (await _portal.QueryAsync<decimal>("SELECT amount FROM cost_daily WHERE day = '2026-11-05' AND driver = 'store'")).Single().ShouldBe(125m, 0.1m);

        _portal.Clock.Set(new DateTimeOffset(2026, 11, 6, 0, 10, 0, TimeSpan.Zero));
        await _portal.RunAsync("daily-costs");
        await _portal.RunAsync("running-costs");

        (await _portal.QueryAsync<int>("SELECT revision FROM cost_days WHERE day = '2026-11-05'")).ShouldBe([1]);
        // The target vanished at noon: the day says so.
        (await _portal.QueryAsync<(string Quality, decimal Missing)>("SELECT quality, missing_minutes FROM cost_days WHERE day = '2026-11-05'")).Single().ShouldSatisfyAllConditions(
            day => day.Quality.ShouldBe("partial"), day => day.Missing.ShouldBeInRange(718, 720));
    }

    [Fact]
    public async Task DailyJob_PrometheusAway_SaysSoAndMakesUpLater()
    {
        await _prometheus.StopAsync();
        var failed = await _portal.RunAsync("daily-costs");
        failed.Problems.ShouldContain(problem => problem.Contains("Prometheus"));
        (await RowsAsync()).ShouldBeEmpty();

        await _prometheus.StartAsync();
        (await _portal.RunAsync("daily-costs")).Problems.ShouldBeEmpty();
        (await _portal.QueryAsync<long>("SELECT count(*) FROM cost_days")).Single().ShouldBe(4);
    }

    [Fact]
    public async Task BusinessJob_ClosedDays_CountWhatWasScraped()
    {
        await _portal.RunAsync("daily-business");

        (await _portal.QueryAsync<decimal>("SELECT value FROM business_daily WHERE metric = 'requests' AND day = '2026-11-02'")).Single().ShouldBe(1440 * 11);
        (await _portal.QueryAsync<decimal>("SELECT value FROM business_daily WHERE metric = 'tokens_input' AND model = 'big' AND day = '2026-11-02'")).Single()
            .ShouldBe(SimulatedTarget.Scraped(_input, Start + 86_400));
        (await _portal.QueryAsync<decimal>("SELECT value FROM business_daily WHERE metric = 'success_ratio' AND day = '2026-11-02'")).Single().ShouldBe(1);
        (await _portal.QueryAsync<long>("SELECT count(*) FROM business_daily WHERE metric IN ('satisfaction', 'unique_users')")).Single().ShouldBe(0);
    }

    [Fact]
    public async Task CostPageAndCsv_OfAMonth_ShowTheSumOfTheRows()
    {
        await _portal.RunAsync("daily-costs");
        await _portal.RunAsync("daily-business");
        var total = (await _portal.QueryAsync<decimal>("SELECT sum(cost) FROM cost_days")).Single();
        // The standing clock is before the sign-in's own times: the pages are asked with the test's own clock.
        var viewer = await _portal.Host.SignedInAsync(Domain.Roles.Viewer);

        var page = await viewer.GetStringAsync("/costs?month=2026-11");
        page.ShouldContain("needs-price");
        page.ShouldContain("tokens.unpriced.input");
        page.ShouldContain("$" + Math.Round(total, 2).ToString("N2"));

        var csv = (await viewer.GetStringAsync("/costs.csv?from=2026-11-01&to=2026-11-30")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        csv[0].ShouldStartWith("service,team,day,category,resource,model");
        csv.Length.ShouldBe(1 + (int)(await _portal.QueryAsync<long>("SELECT count(*) FROM cost_daily")).Single());
        (await viewer.GetAsync("/costs.csv?month=nonsense")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    private async Task<decimal> CostAsync(int day, string driver)
        => (await _portal.QueryAsync<decimal>("SELECT coalesce(sum(cost), 0) FROM cost_daily WHERE day = @day AND driver = @driver AND revision > 0", new { day = new DateOnly(2026, 11, day), driver })).Single();

    private async Task<IReadOnlyList<string>> RowsAsync()
        => await _portal.QueryAsync<string>("SELECT concat_ws('|', service, day, revision, line, amount, unit_price, cost, quality, missing_minutes) FROM cost_daily ORDER BY service, day, revision, line");
}
