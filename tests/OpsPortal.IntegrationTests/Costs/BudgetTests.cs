using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Features.Costs.Budgets;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Budgets, from the catalog and the page to what is shown and exported. Alone: of gauges the portal that started last tells.</summary>
[Collection(nameof(Alone))]
public sealed class BudgetTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly Actor Anna = new(ActorKind.User, "1", "anna", null);
    private CostPortal _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await CostPortal.StartAsync(postgres, "", Now, "{currency: USD, prices: []}", ("alpha", Service("alpha", "red", "budget: {daily: 10, monthly: 300}")), ("beta", Service("beta", "red", "")), ("gamma", Service("gamma", "blue", "")));
        foreach (var (service, day, revision, cost) in new[] { ("alpha", 3, 1, 12m), ("alpha", 4, 1, 8m), ("alpha", 5, 0, 6m), ("beta", 3, 1, 1m), ("beta", 4, 1, 2m), ("beta", 5, 0, 3m), ("gamma", 4, 1, 20m), ("gamma", 5, 0, 10m) })
        {
            await _portal.QueryAsync<int>(
                """
                INSERT INTO cost_days (service, day, revision, cost, needs_price, quality, missing_minutes, note, computed_at, computed_by, reason)
                VALUES (@service, @day, @revision, @cost, 0, 'exact', 0, '', @now, 'test', 'test')
                """, new { service, day = new DateOnly(2026, 11, day), revision, cost, now = Now.AddMinutes(-1) });
        }
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Budgets_SetForServiceTeamAndTotal_AreShownAndExported()
    {
        var store = _portal.Host.Services.GetRequiredService<BudgetStore>();
        (await SetAsync(store, BudgetScope.Team, "red", BudgetPeriod.Day, 5, 12)).ShouldBeNull();
        (await SetAsync(store, BudgetScope.Total, "", BudgetPeriod.Month, 1, 500)).ShouldBeNull();
        (await SetAsync(store, BudgetScope.Service, "alpha", BudgetPeriod.Day, 4, 7)).ShouldBeNull();
        (await SetAsync(store, BudgetScope.Service, "nobody", BudgetPeriod.Day, 4, 7))!.ShouldContain("no service \"nobody\"");
        (await SetAsync(store, BudgetScope.Team, "red", BudgetPeriod.Month, 4, 7))!.ShouldContain("first of a month");
        (await SetAsync(store, BudgetScope.Team, "red", BudgetPeriod.Day, 4, 0))!.ShouldContain("above 0");

        var lines = (await _portal.Host.Services.GetRequiredService<BudgetReader>().ReadAsync(default)).Value!.Lines;
        lines.Select(line => (line.Title, line.Daily, line.Today, line.Monthly, line.SoFar, line.OverDays)).ShouldBe(
        [
            ("All costs", null, 19m, 500m, 62m, null), ("blue", null, 10m, null, 30m, null), ("red", 12m, 9m, null, 32m, 0),
            // 12 of 10 on the third, 8 of the 7 that held on the fourth.
            ("alpha", 7m, 6m, 300m, 26m, 2), ("beta", null, 3m, null, 6m, null), ("gamma", null, 10m, null, 30m, null),
        ]);
        var page = await (await _portal.Host.SignedInAsync(Roles.Viewer)).GetStringAsync("/costs/budgets?scope=service&name=alpha");
        page.ShouldContain("the catalog");
        page.ShouldContain("Budgets are set by managers.");
        page.ShouldContain("$7.00");
        (await _portal.QueryAsync<long>("SELECT count(*) FROM audit_log WHERE action = 'budget.set'")).Single().ShouldBe(3);
        (await Should.ThrowAsync<PostgresException>(() => _portal.QueryAsync<int>("DELETE FROM budget_entries"))).Message.ShouldContain("never changed");
        await MetricsSayAsync("budget_daily_usd{service=\"alpha\"} 7", "budget_team_daily_usd{team=\"red\"} 12", "budget_total_monthly_usd 500", "cost_service_team{service=\"beta\",team=\"red\"} 1", "daily_cost_usd{service=\"gamma\"} 10");
    }

    // The gauges read anew when a budget changes, a moment later.
    private async Task MetricsSayAsync(params string[] lines)
    {
        using var machine = await _portal.Host.WithTokenAsync(Scopes.MetricsRead);
        for (var tries = 0; ; tries++)
        {
            var text = await machine.GetStringAsync("/metrics");
            if (lines.All(line => text.Contains(line, StringComparison.Ordinal)))
                return;
            if (tries == 100)
                lines.ShouldAllBe(line => text.Contains(line, StringComparison.Ordinal));
            await Task.Delay(200);
        }
    }

    private static Task<string?> SetAsync(BudgetStore store, BudgetScope scope, string name, BudgetPeriod period, int day, decimal amount)
        => store.SetAsync(Anna, new BudgetDraft(scope, name, period, new DateOnly(2026, 11, day), amount, "plan of the year"), default);

    private static string Service(string id, string team, string more) =>
        $$"""
        id: {{id}}
        name: {{id}}
        team: {{team}}
        prometheus: {jobs: [{{id}}]}
        cost:
          - {id: gpu, kind: counter, selector: 'x_total{job="{{id}}"}', category: compute, resource: GPU, price: any}
        {{more}}
        """;
}
