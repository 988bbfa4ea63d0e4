using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Prices;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Entries of the price book, from the store to the days that the job computes with them, on a real Prometheus and PostgreSQL.</summary>
public sealed class PriceEditTests(PostgresServer postgres) : MeasuredCosts(postgres, PriceBook,
    """{id: gpu, kind: counter, selector: 'gpu_seconds_total{job="alpha"}', busy: 'busy_seconds_total{job="alpha"}', per: 3600, category: compute, resource: 'GPU ${gpu_type}', price: 'gpu.${gpu_type}'}""",
    """{id: egress, kind: counter, selector: 'sent_bytes_total{job="alpha"}', per: 1000000000, category: network, resource: Egress, price: egress}""")
{
    private const string PriceBook = """
        currency: USD
        prices:
          - {key: gpu.H200, unit: hour, entries: [{from: 2026-01-01, price: 3.50}]}
          - {key: egress, unit: GB, entries: [{from: 2026-01-01, price: 0, steps: [{from: 100, price: 0.08}]}]}
        """;

    private static readonly DateTimeOffset Midday = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    private protected override void Count(SimulatedTarget target)
    {
        target.Counter("gpu_seconds_total", "gpu_type=\"H200\"", _ => 60);
        target.Counter("busy_seconds_total", "gpu_type=\"H200\"", _ => 45);
        // 48 GB a day.
        target.Counter("sent_bytes_total", "", _ => 48_000_000_000 / 1440);
    }

    private PriceStore Store => Portal.Host.Services.GetRequiredService<PriceStore>();

    [Fact]
    public async Task PriceChangedWithinADay_IsCountedOnBothSides()
    {
        (await AddAsync(Midday, 7m)).ShouldBeNull();

        (await Portal.RunAsync("daily-costs")).Problems.ShouldBeEmpty();

        var lines = await Portal.QueryAsync<(string Usage, decimal Amount, decimal Price, decimal Cost)>(
            "SELECT usage, amount, unit_price, cost FROM cost_daily WHERE driver = 'gpu' AND day = '2026-11-03' ORDER BY unit_price, usage");
        lines.ShouldBe([("busy", 9m, 3.5m, 31.5m), ("idle", 3m, 3.5m, 10.5m), ("busy", 9m, 7m, 63m), ("idle", 3m, 7m, 21m)]);
        (await CostAsync("gpu", 2)).ShouldBe(84m);
        (await CostAsync("gpu", 4)).ShouldBe(168m);
    }

    [Fact]
    public async Task FreeTierOfTheMonth_IsUsedUpByItsFirstDaysInWhateverOrderTheyAreClosed()
    {
        await Portal.RunAsync("daily-costs");

        var sent = (await Portal.QueryAsync<(int Day, decimal Amount, decimal Cost, decimal Before)>(
            "SELECT extract(day FROM day)::int, amount, cost, used_before FROM cost_daily WHERE driver = 'egress' ORDER BY day")).ToArray();
        var before = 0m;
        foreach (var day in sent)
        {
            day.Before.ShouldBe(before, $"day {day.Day}");
            day.Cost.ShouldBe((Math.Max(0, before + day.Amount - 100) - Math.Max(0, before - 100)) * 0.08m, $"day {day.Day}");
            before += day.Amount;
        }
        sent.Length.ShouldBe(4);
        sent.Sum(day => day.Cost).ShouldBe((before - 100) * 0.08m);
    }

    [Fact]
    public async Task ClosedDays_AfterAnEdit_KeepTheirPriceAndUndoIsAnotherEntry()
    {
        await Portal.RunAsync("daily-costs");
        var before = await CostAsync("gpu", 3);

        (await AddAsync(Midday, 7m)).ShouldBeNull();
        await Portal.RunAsync("daily-costs");
        (await CostAsync("gpu", 3)).ShouldBe(before);

        var entry = (await Store.EditsAsync(default)).Value!.Single();
        (await Store.AddAsync(Anna, PriceUndo.Of(entry.Id, Store.Catalog, [entry], "typing error", Now).Value!, default)).ShouldBeNull();
        Store.Current.Find("gpu.H200", Now)!.UnitPrice.ShouldBe(3.5m);
        (await Portal.QueryAsync<(string Action, string Subject)>("SELECT action, subject FROM audit_log WHERE action LIKE 'price.%' ORDER BY id"))
            .ShouldBe([("price.enter", "price:gpu.H200"), ("price.undo", "price:gpu.H200")]);
        (await Should.ThrowAsync<PostgresException>(() => Portal.QueryAsync<int>("UPDATE price_entries SET price = 1"))).Message.ShouldContain("never changed");
        (await Should.ThrowAsync<PostgresException>(() => Portal.QueryAsync<int>("DELETE FROM price_entries"))).Message.ShouldContain("never changed");
    }

    [Fact]
    public async Task TwoThatUndoTheSame_OneDoes()
    {
        await AddAsync(Midday, 7m);
        var edits = (await Store.EditsAsync(default)).Value!;
        var undo = PriceUndo.Of(edits[0].Id, Store.Catalog, edits, "twice", Now).Value!;

        var problems = await Task.WhenAll(Store.AddAsync(Anna, undo, default), Store.AddAsync(Anna, undo, default));

        problems.Count(problem => problem is null).ShouldBe(1);
        problems.Single(problem => problem is not null)!.ShouldContain("undone already");
    }

    [Fact]
    public async Task Pages_OfTheBook_ShowWhatHoldsWhoEnteredItAndWhatItWouldChange()
    {
        await Portal.RunAsync("daily-costs");
        await AddAsync(Midday, 7m);
        var viewer = await Portal.Host.SignedInAsync(Roles.Viewer);

        var page = await viewer.GetStringAsync("/costs/prices?key=gpu.H200");
        page.ShouldContain("$7.00 / hour");
        page.ShouldContain("by anna");
        page.ShouldContain("Entries are made by managers.");
        (await viewer.GetStringAsync("/costs/prices?q=egress")).ShouldNotContain("data-testid=\"price-gpu.H200\"");
        (await (await Portal.Host.SignedInAsync(Roles.Manager)).GetStringAsync("/costs/prices?key=gpu.H200")).ShouldContain("price-preview");
        var csv = await viewer.GetStringAsync("/costs/prices.csv");
        csv.ShouldContain("gpu.H200,hour,USD,2026-11-03T12:00:00Z,7,,portal,");
        (await Portal.Host.Anonymous().GetAsync("/costs/prices.csv")).StatusCode.ShouldNotBe(HttpStatusCode.OK);

        var impact = (await Portal.Host.Services.GetRequiredService<PriceImpactReader>().ReadAsync(Draft(Midday.AddHours(-12), 3m), Store.Current, default)).Value!;
        (impact.ClosedDays, impact.ClosedCost, impact.ClosedRevised, impact.Until).ShouldBe((1, 84m, 72m, Midday));
    }

    private static PriceDraft Draft(DateTimeOffset from, decimal price) => new("gpu.H200", "hour", null, from, price, [], "", "new contract");

    private Task<string?> AddAsync(DateTimeOffset from, decimal price) => Store.AddAsync(Anna, Draft(from, price), default);

    private async Task<decimal> CostAsync(string driver, int day)
        => (await Portal.QueryAsync<decimal>("SELECT sum(cost) FROM cost_daily WHERE driver = @driver AND day = @day", new { driver, day = new DateOnly(2026, 11, day) })).Single();
}
