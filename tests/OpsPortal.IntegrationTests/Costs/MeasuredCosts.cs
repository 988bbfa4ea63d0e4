using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>
/// What tests of computed days share: a real Prometheus that scraped one target once a minute from the first of November 2026 until
/// noon of the fifth, when it is now; and a portal whose catalog has that one service.
/// </summary>
/// <param name="prices">The price book.</param>
/// <param name="drivers">The service's cost drivers in YAML, a line each, without indentation.</param>
public abstract class MeasuredCosts(PostgresServer postgres, string prices, params string[] drivers) : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);
    private protected static readonly Actor Anna = new(ActorKind.User, "1", "anna", null);
    private static readonly long Start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private PrometheusServer _prometheus = null!;

    private protected CostPortal Portal { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        var target = new SimulatedTarget("alpha", Start, Now.ToUnixTimeSeconds(), 60, 0);
        Count(target);
        _prometheus = await PrometheusServer.StartAsync(target.Series);
        var service = string.Join("\n  - ", (string[])["id: alpha\nname: Alpha\nteam: t\nprometheus: {jobs: [alpha]}\ncost:", .. drivers]);
        Portal = await CostPortal.StartAsync(postgres, _prometheus.Url, Now, prices, ("alpha", service));
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await _prometheus.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the target counted.</summary>
    private protected abstract void Count(SimulatedTarget target);
}
