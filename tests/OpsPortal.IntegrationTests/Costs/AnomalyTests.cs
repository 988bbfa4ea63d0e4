using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Odd days, by the real job over days that the test closes itself.</summary>
public sealed class AnomalyTests(PostgresServer postgres)
{
    private const string PriceBook = "currency: USD\nprices:\n  - {key: plan, unit: month, entries: [{from: 2026-01-01, price: 57}]}\n";

    private const string Service = "id: alpha\nname: Alpha\nteam: t\nprometheus: {jobs: [alpha]}\ncost:\n  - {id: plan, kind: monthly, category: services, resource: Plan, price: plan}\n";

    [Fact]
    public async Task Job_ADayOfTripleVolume_IsFoundOnceExplainedSettledAndKept()
    {
        await using var portal = await CostPortal.StartAsync(postgres, "", new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), PriceBook, ("alpha", Service));
        for (var day = 1; day <= 20; day++)
            await CloseAsync(portal, new DateOnly(2026, 11, day), tokens: day == 18 ? 3_000 + day : 1_000 + day);

        var first = await portal.RunAsync("cost-anomalies");
        var again = await portal.RunAsync("cost-anomalies");

        first.Summary.ShouldBe("1 odd day of 1 service, 1 of them new");
        again.Summary.ShouldBe("1 odd day of 1 service, 0 of them new");
        var viewer = await portal.Host.SignedInAsync(Roles.Viewer);
        var page = await viewer.GetStringAsync("/costs/anomalies?service=alpha");
        page.ShouldContain("Alpha, 2026-11-18");
        page.ShouldContain("big, output tokens");
        page.ShouldNotContain("Settle</button>");
        (await portal.Host.SignedInAsync(Roles.Manager)).ShouldNotBeNull();
        (await portal.QueryAsync<string>("SELECT moves #>> '{0,what}' || ' ' || (moves #>> '{0,why}') FROM cost_anomalies")).ShouldBe(["big, output tokens volume"]);

        // Settled, it stays also when the day no longer looks odd.
        await portal.QueryAsync<int>("UPDATE cost_anomalies SET settled_at = now(), settled_by = 'maria', settled_why = 'a load test'");
        await portal.QueryAsync<int>("UPDATE cost_days SET cost = 20 WHERE day = '2026-11-18'");
        await portal.RunAsync("cost-anomalies");
        (await viewer.GetStringAsync("/costs/anomalies")).ShouldContain("a load test");
    }

    [Fact]
    public async Task Job_ADayThatIsCorrected_IsTakenBack()
    {
        await using var portal = await CostPortal.StartAsync(postgres, "", new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), PriceBook, ("alpha", Service));
        for (var day = 1; day <= 20; day++)
            await CloseAsync(portal, new DateOnly(2026, 11, day), tokens: day == 18 ? 200 : 1_000);
        (await portal.RunAsync("cost-anomalies")).Summary.ShouldStartWith("1 odd day of");

        await CloseAsync(portal, new DateOnly(2026, 11, 18), tokens: 1_000, revision: 2);
        (await portal.RunAsync("cost-anomalies")).Summary.ShouldStartWith("0 odd days");

        (await portal.QueryAsync<long>("SELECT count(*) FROM cost_anomalies")).Single().ShouldBe(0);
    }

    /// <summary>Half a day of samples makes half a day's cost: that is told by its quality, and is no odd day.</summary>
    [Fact]
    public async Task Job_ADayWithMissingHours_IsNotJudged()
    {
        await using var portal = await CostPortal.StartAsync(postgres, "", new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), PriceBook, ("alpha", Service));
        for (var day = 1; day <= 20; day++)
            await CloseAsync(portal, new DateOnly(2026, 11, day), tokens: day == 18 ? 200 : 1_000);
        await portal.QueryAsync<int>("UPDATE cost_days SET quality = 'partial', missing_minutes = 700 WHERE day = '2026-11-18'");

        (await portal.RunAsync("cost-anomalies")).Summary.ShouldStartWith("0 odd days");
    }

    private static async Task CloseAsync(CostPortal portal, DateOnly day, decimal tokens, int revision = 1)
        => await portal.QueryAsync<int>(
            """
            INSERT INTO cost_days (service, day, revision, cost, needs_price, quality, missing_minutes, note, computed_at, computed_by, reason)
            VALUES ('alpha', @day, @revision, @tokens * 0.02, 0, 'exact', 0, '', now(), 'test', 'test');
            INSERT INTO cost_daily (service, day, revision, line, driver, category, resource, model, amount, unit, price_key, unit_price, price_from, cost, quality, missing_minutes, note, source_query)
            VALUES ('alpha', @day, @revision, 0, 'tokens', 'services', 'big, output tokens', 'big', @tokens, '1000 tokens', 'tokens.big.output', 0.02, '2026-01-01', @tokens * 0.02, 'exact', 0, '', 'x');
            """, new { day, revision, tokens });
}
