using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Features.Costs.Prices;
using OpsPortal.Features.Costs.Revisions;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Closed days computed anew, on a real Prometheus and PostgreSQL.</summary>
public sealed class RevisionTests(PostgresServer postgres) : MeasuredCosts(postgres, PriceBook,
    """{id: gpu, kind: counter, selector: 'gpu_seconds_total{job="alpha"}', per: 3600, category: compute, resource: 'GPU ${gpu_type}', price: 'gpu.${gpu_type}'}""",
    "{id: plan, kind: monthly, category: services, resource: Plan, price: plan}")
{
    private const string PriceBook = """
        currency: USD
        prices:
          - {key: gpu.H200, unit: hour, entries: [{from: 2026-01-01, price: 3.50}]}
          - {key: plan, unit: month, entries: [{from: 2026-01-01, price: 57}]}
        """;

    private static readonly DaySpan Days = new(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 4));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.RunAsync("daily-costs");
    }

    private protected override void Count(SimulatedTarget target) => target.Counter("gpu_seconds_total", "gpu_type=\"H200\"", _ => 60);

    private CostReviser Reviser => Portal.Host.Services.GetRequiredService<CostReviser>();

    [Fact]
    public async Task Preview_WhileNothingChanged_ChangesNothing()
    {
        var drafts = (await Reviser.PreviewAsync("alpha", Days, (_, _) => { }, default)).Value!;

        drafts.Count.ShouldBe(4);
        drafts.ShouldAllBe(draft => !draft.Changes && draft.After!.Cost == draft.Before);
    }

    [Fact]
    public async Task Keep_AfterAPriceWasCorrected_PutsRevisionsBesideAndReportsShowThem()
    {
        var store = Portal.Host.Services.GetRequiredService<PriceStore>();
        (await store.AddAsync(Anna, new PriceDraft("gpu.H200", "hour", null, new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero), 3m, [], "", "the invoice says so"), default)).ShouldBeNull();
        var drafts = (await Reviser.PreviewAsync("alpha", Days, (_, _) => { }, default)).Value!;
        drafts.Where(draft => draft.Changes).Select(draft => draft.Day.Day).ShouldBe([3, 4]);

        (await Reviser.KeepAsync(drafts, Anna, " ", default))!.ShouldContain("Say why");
        (await Reviser.KeepAsync(drafts, Anna, "price corrected", default)).ShouldBeNull();
        (await Reviser.KeepAsync(drafts, Anna, "again", default))!.ShouldContain("meanwhile");

        (await Portal.QueryAsync<(int Day, int Revision, decimal Cost, string By, string Why)>(
            "SELECT extract(day FROM day)::int, revision, round(cost, 2), computed_by, reason FROM cost_days WHERE day >= '2026-11-03' ORDER BY day, revision")).ShouldBe(
        [
            (3, 1, 85.90m, "daily-costs", "the day is over"), (3, 2, 73.90m, "anna", "price corrected"),
            (4, 1, 85.90m, "daily-costs", "the day is over"), (4, 2, 73.90m, "anna", "price corrected"),
        ]);
        (await Portal.QueryAsync<string>("SELECT subject FROM audit_log WHERE action = 'cost.revise' ORDER BY id")).ShouldBe(["cost:alpha:2026-11-03", "cost:alpha:2026-11-04"]);
        await PagesShowThemAsync();
        // The nightly job leaves them alone.
        (await Portal.RunAsync("daily-costs")).Summary.ShouldStartWith("Nothing to do");
    }

    private async Task PagesShowThemAsync()
    {
        var viewer = await Portal.Host.SignedInAsync(Roles.Viewer);
        var costs = await viewer.GetStringAsync("/costs?month=2026-11");
        costs.ShouldContain("2 computed anew, latest revision shown");
        costs.ShouldContain("$319.60");
        var revisions = await viewer.GetStringAsync("/costs/revisions?month=2026-11&service=alpha");
        revisions.ShouldContain("price corrected");
        revisions.ShouldContain("by anna");
        revisions.ShouldNotContain("revise-preview");
        (await viewer.GetStringAsync("/costs/revisions?from=2026-11-03&to=2026-11-03&service=alpha")).ShouldContain("revision-lines");
        (await (await Portal.Host.SignedInAsync(Roles.Manager)).GetStringAsync("/costs/revisions?month=2026-11&service=alpha")).ShouldContain("revise-preview");
        (await viewer.GetStringAsync("/costs.csv?month=2026-11")).ShouldContain(",true,2,");
    }
}
