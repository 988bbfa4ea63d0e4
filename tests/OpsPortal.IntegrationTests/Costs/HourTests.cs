using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Odd hours, by the real job over what a real Prometheus scraped.</summary>
public sealed class HourTests(PostgresServer postgres)
{
    private const string PriceBook = """
        currency: USD
        prices:
          - {key: gpu.H200, unit: hour, entries: [{from: 2026-01-01, price: 3.50}]}
          - {key: tokens, unit: 1000 tokens, entries: [{from: 2026-01-01, price: 0.03, steps: [{from: 400, price: 0.015}]}]}
        """;

    private const string Service = """
        id: alpha
        name: Alpha
        team: t
        prometheus: {jobs: [alpha]}
        cost:
          - {id: gpu, kind: counter, selector: 'gpu_seconds_total{job="alpha"}', per: 3600, category: compute, resource: 'GPU ${gpu_type}', price: 'gpu.${gpu_type}'}
          - {id: tokens, kind: counter, selector: 'tokens_total{job="alpha"}', per: 1000, category: services, resource: Tokens, price: tokens, model: model}
        """;

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Job_TwoHoursOfFortyTimesTheTokens_AreOneStretchExplainedAndTheHourAfterAnOutageIsNone()
    {
        var (start, odd) = (Start.ToUnixTimeSeconds(), Start.AddDays(4).AddHours(9));
        (long From, long To)[] away = [(start + 3 * 86_400 + 3 * 3_600, start + 3 * 86_400 + 5 * 3_600)];
        var target = new SimulatedTarget("alpha", start, start + 4 * 86_400 + 12 * 3_600 + 600, 300, 0);
        target.Counter("gpu_seconds_total", "gpu_type=\"H200\"", _ => 300, outages: away);
        target.Counter("tokens_total", "model=\"big\"", time => time > odd.ToUnixTimeSeconds() && time <= odd.AddHours(2).ToUnixTimeSeconds() ? 20_000 : 500, outages: away);
        await using var prometheus = await PrometheusServer.StartAsync(target.Series);
        await using var portal = await CostPortal.StartAsync(postgres, prometheus.Url, Start.AddDays(4).AddHours(12).AddMinutes(10), PriceBook, ("alpha", Service));

        var first = await portal.RunAsync("cost-hours");
        var again = await portal.RunAsync("cost-hours");

        (first.Summary, first.Problems.Count).ShouldBe(("108 hours read, 1 odd stretch of 1 service, 1 of them new", 0));
        again.Summary.ShouldBe("0 hours read, 1 odd stretch of 1 service, 0 of them new");
        var found = (await portal.QueryAsync<Row>("SELECT starts, ends, cost, expected, high, moves #>> '{0,what}' || ' ' || (moves #>> '{0,why}') AS move, (moves #>> '{0,cost}')::numeric AS moved FROM cost_anomalies WHERE kind = 'hours'")).Single();
        (found.Starts, found.Ends).ShouldBe((odd, odd.AddHours(2)));
        // An hour costs 3.50 and 6,000 tokens; from the 400th thousand of the month on they cost half.
        found.Cost.ShouldBe(2 * (3.5m + 240 * 0.015m), 0.000001m);
        found.Expected.ShouldBe(2 * (3.5m + 6 * 0.03m), 0.000001m);
        found.High.ShouldBe(2 * 1.25m * (3.5m + 6 * 0.03m), 0.01m);
        (found.Move, Math.Round(found.Moved, 6)).ShouldBe(("Tokens · big volume", 2 * (240 - 6) * 0.015m));

        // Hours and days are read by the same rule, from the same samples: a day is its hours, also where the price's step lies within it.
        await portal.RunAsync("daily-costs");
        var days = await portal.QueryAsync<(decimal Day, decimal Hours)>(
            "SELECT d.cost, (SELECT sum(h.cost) FROM cost_hours AS h WHERE (h.hour AT TIME ZONE 'UTC')::date = d.day) FROM cost_days AS d WHERE d.revision = 1 ORDER BY d.day");
        days.Count.ShouldBe(4);
        days.ShouldAllBe(day => Math.Abs(day.Day - day.Hours) < 0.000000001m);

        var viewer = await portal.Host.SignedInAsync(Roles.Viewer);
        (await viewer.GetStringAsync("/costs/anomalies")).ShouldContain("Alpha, 2026-11-05, 09:00 to 11:00 UTC");
        (await viewer.GetStringAsync("/costs/anomalies?kind=day")).ShouldNotContain("09:00 to 11:00");
    }

    [Fact]
    public async Task Job_WithoutPrometheus_DoesNothing()
    {
        await using var portal = await CostPortal.StartAsync(postgres, "", Start, PriceBook, ("alpha", Service));

        var result = await portal.RunAsync("cost-hours");

        result.Summary.ShouldStartWith("Nothing to do: ");
        result.Problems.ShouldBeEmpty();
    }

    private sealed record Row(DateTimeOffset Starts, DateTimeOffset Ends, decimal Cost, decimal Expected, decimal High, string Move, decimal Moved);
}
