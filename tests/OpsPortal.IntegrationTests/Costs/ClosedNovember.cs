using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>What tests of a month's papers share: it is the morning of 2 December 2026, and the one service cost 10 on each of November's first days.</summary>
/// <param name="prices">The price book.</param>
/// <param name="key">Its key that the service's GPU hours cost.</param>
/// <param name="days">How many days of November are closed.</param>
/// <param name="more">Further lines of the service's file.</param>
public abstract class ClosedNovember(PostgresServer postgres, string prices, string key, int days, string more = "") : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = new(2026, 12, 2, 7, 0, 0, TimeSpan.Zero);
    private protected static readonly DaySpan November = DaySpan.Month(new DateOnly(2026, 11, 1));
    private protected static readonly Actor Anna = new(ActorKind.User, "1", "anna", null);

    private protected CostPortal Portal { get; private set; } = null!;

    private protected CostStore Store => Portal.Host.Services.GetRequiredService<CostStore>();

    public async ValueTask InitializeAsync()
    {
        var service = $$"""
            id: alpha
            name: Alpha
            team: red
            prometheus: {jobs: [alpha]}
            cost:
              - {id: gpu, kind: counter, selector: 'x_total{job="alpha"}', category: compute, resource: GPU, price: {{key}}}
            {{more}}
            """;
        Portal = await CostPortal.StartAsync(postgres, "", Now, prices, ("alpha", service));
        for (var day = November.From; day < November.From.AddDays(days); day = day.AddDays(1))
            (await Store.CloseAsync(Day(day, 10), default)).ShouldBeTrue();
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private protected DayCost Day(DateOnly day, decimal cost)
        => new("alpha", day, [new CostLine("gpu", "compute", "GPU", null, null, cost, "hour", key, 1, new DateOnly(2020, 1, 1), cost, Quality.Exact, 0, "", "exact increase of the raw samples of x_total")], "");
}
