using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Events;
using OpsPortal.IntegrationTests.Costs;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Business;

/// <summary>Business figures by the real jobs, on a real Prometheus and PostgreSQL.</summary>
public sealed class BusinessTests(PostgresServer postgres, CountedService counted) : IClassFixture<CountedService>, IAsyncLifetime
{
    private const string Service = """
        id: alpha
        name: Alpha
        team: t
        prometheus: {jobs: [alpha]}
        counters:
          - {name: requests, selector: 'requests_total{job="alpha"}'}
          - {name: errors, selector: 'requests_total{job="alpha",code="500"}'}
          - {name: duration_seconds, selector: 'seconds_sum{job="alpha"}'}
          - {name: duration_count, selector: 'seconds_count{job="alpha"}'}
          - {name: duration_bucket, selector: 'seconds_bucket{job="alpha"}', by: le}
        cost:
          - {id: plan, kind: monthly, category: services, resource: Plan, price: plan}
          - {id: gpu, kind: counter, selector: 'requests_total{job="alpha"}', category: compute, resource: Requests, price: each}
        """;

    private const string PriceBook = """
        currency: USD
        prices:
          - {key: plan, unit: month, entries: [{from: 2026-01-01, price: 57}]}
          - {key: each, unit: second, entries: [{from: 2026-01-01, price: 0.001}]}
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);
    private CostPortal _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await CostPortal.StartAsync(postgres, counted.PrometheusUrl, Now, PriceBook, ("alpha", Service));

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task DailyJob_CountersAndEvents_AreFiguresWithTheirSource()
    {
        await SendAsync(
            Usage("1", "2026-11-01T00:00:00Z", "maria"), Usage("2", "2026-11-01T23:59:59.999Z", "maria"), Usage("3", "2026-11-01T12:00:00Z", "ben"), Usage("4", "2026-11-02T00:00:00Z", "eve"),
            new FeedbackEvent("alpha", "5", At("2026-11-01T05:00:00Z"), null, 4, "m", null), new FeedbackEvent("alpha", "6", At("2026-11-01T05:00:00Z"), null, 3, null, null),
            new ErrorEvent("alpha", "7", At("2026-11-01T05:00:00Z"), null, "timeout", null, null, null),
            new ConversionEvent("alpha", "8", At("2026-11-01T05:00:00Z"), null, "kept", 2.5m, "USD", null, null), new ConversionEvent("alpha", "9", At("2026-11-01T06:00:00Z"), null, "kept", null, null, null, null));

        (await _portal.RunAsync("daily-business")).Problems.ShouldBeEmpty();

        (await FiguresAsync("2026-11-01")).ShouldBe([
            "conversion_value||USD|2.5|exact", "conversions||kept|2|exact", "duration_bucket||+Inf|14400|exact", "duration_bucket||0.1|7200|exact", "duration_bucket||0.5|12960|exact",
            "duration_bucket||1.0|14400|exact", "duration_count|||14400|exact", "duration_seconds|||4320|exact", "errors|||1440|exact", "errors_by_type||timeout|1|exact", "feature_uses||chat|3|exact",
            "mean_seconds|||0.3|exact", "model_uses|m||3|exact", "p95_seconds|||0.75|estimated", "requests|||14400|exact", "satisfaction|||3.5|exact", "satisfaction|m||4|exact",
            "success_ratio|||0.9|exact", "unique_users|||2|exact"]);
        (await _portal.QueryAsync<string>("SELECT source_query FROM business_daily WHERE metric = 'p95_seconds' AND day = '2026-11-01'")).Single().ShouldContain("between 0.5 and 1 s");
    }

    [Fact]
    public async Task LateEventsJob_EventsOfAClosedDayCome_AreReadAndItsCountersStay()
    {
        await _portal.RunAsync("daily-business");
        (await FiguresAsync("2026-11-01")).ShouldNotContain(figure => figure.StartsWith("unique_users"));
        await SendAsync(Usage("1", "2026-11-01T10:00:00Z", "maria"));

        var result = await _portal.RunAsync("late-events");

        result.Summary.ShouldContain("1 day read again for late events");
        (await FiguresAsync("2026-11-01")).ShouldContain("unique_users|||1|exact");
        (await FiguresAsync("2026-11-01")).ShouldContain("requests|||14400|exact");
        (await _portal.RunAsync("late-events")).Summary.ShouldStartWith("Nothing to do");
    }

    [Fact]
    public async Task DailyJob_StoppedInTheMidst_GoesOnWhereItWas()
    {
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(_portal.RunAsync("daily-business", new StopAfter(1, stop), stop.Token));

        var before = await _portal.QueryAsync<DateTime>("SELECT computed_at FROM business_days");
        before.ShouldNotBeEmpty();
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _portal.RunAsync("daily-business")).Problems.ShouldBeEmpty();
        (await _portal.QueryAsync<long>("SELECT count(*) FROM business_days")).Single().ShouldBe(3);
        (await _portal.QueryAsync<long>("SELECT count(*) FROM business_days WHERE computed_at = ANY (@before)", new { before = before.ToArray() })).Single().ShouldBe(before.Count);
    }

    [Fact]
    public async Task MonthlyJob_UsersOfDays_AreCountedOnceAndAgainWhenEventsComeLate()
    {
        await SendAsync(Usage("1", "2026-10-30T10:00:00Z", "maria"), Usage("2", "2026-10-31T10:00:00Z", "maria"), Usage("3", "2026-10-31T11:00:00Z", "ben"), Usage("4", "2026-11-01T10:00:00Z", "maria"));
        await _portal.RunAsync("daily-business");

        await _portal.RunAsync("monthly-business");
        (await MonthsAsync()).ShouldBe(["2026-10-01|2|3|true", "2026-11-01|1|1|false"]);

        await SendAsync(Usage("5", "2026-10-15T10:00:00Z", "eve"));
        await _portal.RunAsync("daily-business");
        await _portal.RunAsync("monthly-business");
        (await MonthsAsync()).ShouldBe(["2026-10-01|3|4|true", "2026-11-01|1|1|false"]);
    }

    [Fact]
    public async Task PageAndCsv_OfSomeDays_ShowTheSameFigures()
    {
        await SendAsync(Usage("1", "2026-11-01T10:00:00Z", "maria"), Usage("2", "2026-11-02T10:00:00Z", "maria"), new ConversionEvent("alpha", "3", At("2026-11-02T11:00:00Z"), null, "kept", 60.6m, "USD", null, null));
        await _portal.RunAsync("daily-costs");
        await _portal.RunAsync("daily-business");
        var viewer = await _portal.Host.SignedInAsync(Roles.Viewer);

        var page = await viewer.GetStringAsync("/business?from=2026-11-01&to=2026-11-02&vs-from=2026-10-31&vs-to=2026-10-31&service=alpha&day=2026-11-02");

        page.ShouldContain("data-testid=\"now-requests\" data-raw=\"28800\"");
        page.ShouldContain("data-testid=\"now-users\" data-raw=\"1\"");
        var cost = (await _portal.QueryAsync<decimal>("SELECT sum(cost) FROM cost_days WHERE day IN ('2026-11-01', '2026-11-02') AND revision > 0")).Single();
        page.ShouldContain($"data-testid=\"now-return\" data-raw=\"{(60.6m / cost).ToString(CultureInfo.InvariantCulture)}\"");
        page.ShouldContain("exact increase of the raw samples of requests_total");
        var csv = (await viewer.GetStringAsync("/business.csv?from=2026-11-01&to=2026-11-02")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        csv.Length.ShouldBe(1 + (int)(await _portal.QueryAsync<long>("SELECT count(*) FROM business_daily WHERE day IN ('2026-11-01', '2026-11-02')")).Single());
        csv.ShouldContain(line => line.StartsWith("alpha,2026-11-02,requests,,,14400,,exact,0,true,"));
        (await viewer.GetAsync("/business.csv?from=nonsense&to=x")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    private sealed class StopAfter(int days, CancellationTokenSource stop) : IJobProgress
    {
        public Task ReportAsync(int done, int total, string words) => done >= days ? stop.CancelAsync() : Task.CompletedTask;
    }

    private UsageEvent Usage(string id, string at, string user)
        => new("alpha", id, At(at), new Guid(user.Length, 0, 0, [.. System.Text.Encoding.ASCII.GetBytes(user.PadRight(8))]), "m", null, "chat", null, null, null, null);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task SendAsync(params PortalEvent[] events)
        => (await _portal.Host.Services.GetRequiredService<EventWriter>().AddAsync(events, default)).Value.ShouldBe(events.Length);

    private Task<IReadOnlyList<string>> FiguresAsync(string day)
        => _portal.QueryAsync<string>("SELECT concat_ws('|', metric, model, item, trim_scale(value), quality) FROM business_daily WHERE day = @day::date ORDER BY metric COLLATE \"C\", model COLLATE \"C\", item COLLATE \"C\"", new { day });

    private Task<IReadOnlyList<string>> MonthsAsync()
        => _portal.QueryAsync<string>("SELECT concat_ws('|', month, trim_scale(value), samples, final::text) FROM business_monthly ORDER BY month");
}
