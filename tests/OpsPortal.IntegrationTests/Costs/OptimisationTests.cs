using System.Globalization;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Optimisations;
using OpsPortal.Features.Events;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Ways to pay less, by the real jobs over what a real Prometheus scraped.</summary>
public sealed class OptimisationTests(PostgresServer postgres)
{
    private const string PriceBook = """
        currency: USD
        prices:
          - {key: gpu.H200.hourly, unit: hour, entries: [{from: 2026-01-01, price: 3.50}]}
          - {key: gpu.H200.second, unit: second, entries: [{from: 2026-01-01, price: 0.00097}]}
          - {key: tokens.big.output, unit: 1000 tokens, entries: [{from: 2026-01-01, price: 0.03}]}
          - {key: tokens.small.output, unit: 1000 tokens, entries: [{from: 2026-01-01, price: 0.002}]}
        """;

    private const string Service = """
        id: alpha
        name: Alpha
        team: t
        prometheus: {jobs: [alpha]}
        counters:
          - {name: requests, selector: 'requests_total{job="alpha"}'}
        cost:
          - {id: gpu, kind: counter, selector: 'allocated_seconds_total{job="alpha"}', busy: 'busy_seconds_total{job="alpha"}', per: 3600, category: compute, resource: 'GPU ${gpu_type}', price: 'gpu.${gpu_type}.hourly'}
          - {id: tokens, kind: counter, selector: 'tokens_total{job="alpha"}', per: 1000, category: services, resource: '${model}', price: 'tokens.${model}.output', model: model}
        """;

    private static readonly long Start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    [Fact]
    public async Task Job_IdleGpusAndAModelRatedAsHigh_AreProposedWithTheirArithmeticAndMeasuredAfterwards()
    {
        var target = new SimulatedTarget("alpha", Start, Start + 4 * 86_400 + 600, 60, 0);
        target.Counter("allocated_seconds_total", "gpu_type=\"H200\"", _ => 60);
        // It works from 8 to 16 o'clock.
        target.Counter("busy_seconds_total", "gpu_type=\"H200\"", time => (time - 1) % 86_400 / 3_600 is >= 8 and < 16 ? 60 : 0);
        target.Counter("tokens_total", "model=\"big\"", _ => 1_000);
        target.Counter("tokens_total", "model=\"small\"", _ => 10);
        target.Counter("requests_total", "", _ => 5);
        await using var prometheus = await PrometheusServer.StartAsync(target.Series);
        await using var portal = await CostPortal.StartAsync(postgres, prometheus.Url, new DateTimeOffset(2026, 11, 3, 3, 0, 0, TimeSpan.Zero), PriceBook, ("alpha", Service));
        await RateAsync(portal, "big", 4.2m);
        await RateAsync(portal, "small", 4.25m);
        (await portal.RunAsync("daily-costs")).Problems.ShouldBeEmpty();
        await portal.RunAsync("daily-business");

        (await portal.RunAsync("cost-optimisations")).Problems.ShouldBeEmpty();

        // Two days: 48 hours paid at 3.50, 16 worked. By the second 16 × 3600 × 0.00097; off after a quarter of an hour: of four stretches of 8 h 15 min less each.
        var found = (await portal.QueryAsync<(string Kind, decimal High)>("SELECT kind, high FROM cost_proposals ORDER BY kind")).ToDictionary(row => row.Kind, row => row.High);
        found["serverless"].ShouldBe(48 * 3.5m - 16 * 3600 * 0.00097m, 0.000001m);
        found["shutdown"].ShouldBe(4 * 7.75m * 3.5m, 4 * 3.5m / 60);
        found["model"].ShouldBe(2 * 1440 * (0.03m - 0.002m), 0.000001m);
        var kept = (await portal.Host.Services.GetRequiredService<ProposalStore>().ReadAsync(default)).Value!;
        OptimisationsPage.Most(kept).ShouldBe(found["serverless"] + found["model"], 0.000001m, "hours can be switched off or paid by the second, not both");
        var page = await (await portal.Host.SignedInAsync(Roles.Viewer)).GetStringAsync("/costs/optimisations");
        page.ShouldContain("Ask small instead of big");
        OptimisationsPage.Instead(kept.Single(one => one.Proposal.Kind == "serverless"), kept).Select(one => one.Proposal.Kind).ShouldBe(["shutdown"]);
        var model = kept.Single(one => one.Proposal.Kind == "model");
        OptimisationsPage.Instead(model, [model, model with { Proposal = model.Proposal with { Subject = "other > small" } }]).ShouldBeEmpty("another model's tokens are other money");
        OptimisationsPage.Instead(model, [model, model with { Proposal = model.Proposal with { Subject = "big > tiny" } }]).Count().ShouldBe(1);
        page.ShouldNotContain(">Dismiss</button>");

        // Taken, and as much is paid as before: nothing was saved, and it says so.
        await portal.Host.Services.GetRequiredService<ProposalStore>().DecideAsync(kept.First(one => one.Proposal.Kind == "model").Proposal.Id, "taken", "agreed", Actor.System("test"), default);
        portal.Clock.Set(new DateTimeOffset(2026, 11, 5, 3, 0, 0, TimeSpan.Zero));
        await portal.RunAsync("daily-costs");
        await portal.RunAsync("daily-business");
        var saved = (await portal.Host.Services.GetRequiredService<ProposalStore>().ReadAsync(default)).Value!.Single(one => one.State == "taken").Saved!;
        (saved.First, saved.Days, saved.ByRequest).ShouldBe((new DateOnly(2026, 11, 4), 1, true));
        saved.Saved.ShouldBe(0, 0.000001m);
        await portal.RunAsync("cost-optimisations");
        (await portal.QueryAsync<string>("SELECT state FROM cost_proposals WHERE kind = 'model'")).ShouldBe(["taken"]);
    }

    /// <summary>A GPU that is worked for a quarter of each hour: a type with enough memory, spot instances and seconds save the same hours, and are counted once.</summary>
    [Fact]
    public async Task Job_GpusLargerThanTheirWork_AreProposedByTypesThatHoldTheirMemoryAndAtTheSpotPrice()
    {
        const string Types = """

              - {key: gpu.H100.hourly, unit: hour, memory: 80, entries: [{from: 2026-01-01, price: 1.69}]}
              - {key: gpu.A100.hourly, unit: hour, memory: 40, entries: [{from: 2026-01-01, price: 1.25}]}
              - {key: gpu.B200.hourly, unit: hour, memory: 180, entries: [{from: 2026-01-01, price: 5.99}]}
              - {key: gpu.L40S.hourly, unit: hour, entries: [{from: 2026-01-01, price: 0.86}]}
              - {key: gpu.H200.spot, unit: hour, entries: [{from: 2026-01-01, price: 2.29}]}
            """;
        var target = new SimulatedTarget("alpha", Start, Start + 2 * 86_400 + 600, 60, 0);
        target.Counter("allocated_seconds_total", "gpu_type=\"H200\"", _ => 60);
        target.Counter("busy_seconds_total", "gpu_type=\"H200\"", _ => 15);
        // For one minute more memory was in use than an A100 of 40 GB has.
        target.Gauge("memory_used_bytes", "", time => time == Start + 5_000 - 5_000 % 60 ? 61.5e9 : 30e9);
        await using var prometheus = await PrometheusServer.StartAsync(target.Series);
        await using var portal = await CostPortal.StartAsync(
            postgres, prometheus.Url, new DateTimeOffset(2026, 11, 3, 3, 0, 0, TimeSpan.Zero), PriceBook + Types,
            ("alpha", Service.Replace("per: 3600,", "memory: 'memory_used_bytes{job=\"alpha\"}', per: 3600,", StringComparison.Ordinal)));
        (await portal.RunAsync("daily-costs")).Problems.ShouldBeEmpty();
        var empty = await (await portal.Host.SignedInAsync(Roles.Viewer)).GetStringAsync("/costs/optimisations");
        empty.ShouldContain("The job has not run yet");

        (await portal.RunAsync("cost-optimisations")).Problems.ShouldBeEmpty();

        var kept = (await portal.Host.Services.GetRequiredService<ProposalStore>().ReadAsync(default)).Value!;
        var found = kept.ToDictionary(one => one.Proposal.Kind, one => one.Proposal);
        found.Keys.ShouldBe(["serverless", "size", "spot"], ignoreOrder: true);
        found["size"].Title.ShouldBe("Hold gpu.H100.hourly in place of gpu.H200.hourly");
        (found["size"].Low, Math.Round(found["size"].High, 6)).ShouldBe((0, 48 * (3.5m - 1.69m)));
        found["size"].Steps.Select(step => step.Value).ShouldContain("61.5 GB");
        found["size"].Steps.Single(step => step.What == "Speed that it needs").Value.ShouldBe("25.0 % of the present");
        (found["spot"].Low, Math.Round(found["spot"].High, 6)).ShouldBe((0, 48 * (3.5m - 2.29m)));
        OptimisationsPage.Most(kept).ShouldBe(48 * 3.5m - 12 * 3600 * 0.00097m, 0.000001m, "all three save the same hours");
    }

    private static async Task RateAsync(CostPortal portal, string model, decimal mean)
        => (await portal.Host.Services.GetRequiredService<EventWriter>().AddAsync([.. Enumerable.Range(0, 200).Select(n => new FeedbackEvent(
            "alpha", $"{model}-{n}", DateTimeOffset.Parse("2026-11-01T10:00:00Z", CultureInfo.InvariantCulture), null, mean + (n % 2 == 0 ? 0.5m : -0.5m), model, null))], default)).Value.ShouldBe(200);
}
