using OpsPortal.IntegrationTests.Costs;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Business;

/// <summary>A Prometheus that scraped a service for three and a half days: ten requests a minute, one of them failed, 0.3 s each in the mean.</summary>
public sealed class CountedService : IAsyncLifetime
{
    private static readonly long Start = new DateTimeOffset(2026, 10, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private PrometheusServer _prometheus = null!;

    public string PrometheusUrl => _prometheus.Url;

    public async ValueTask InitializeAsync()
    {
        var target = new SimulatedTarget("alpha", Start, Start + 3 * 86_400 + 43_200, 60, 0);
        target.Counter("requests_total", "code=\"200\"", _ => 9);
        target.Counter("requests_total", "code=\"500\"", _ => 1);
        target.Counter("seconds_sum", "", _ => 3);
        target.Counter("seconds_count", "", _ => 10);
        foreach (var (bound, count) in new[] { ("0.1", 5), ("0.5", 9), ("1.0", 10), ("+Inf", 10) })
            target.Counter("seconds_bucket", $"le=\"{bound}\"", _ => count);
        _prometheus = await PrometheusServer.StartAsync(target.Series);
    }

    public ValueTask DisposeAsync() => _prometheus.DisposeAsync();
}
