using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

internal sealed class PrometheusProbe(IServiceScopeFactory scopes) : IBackendProbe
{
    public string Name => "Prometheus";

    public string Feeds => "the overview, models, charts and the nightly cost figures";

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        var version = await scope.ServiceProvider.GetRequiredService<PrometheusClient>().VersionAsync(cancellationToken);
        return version.Map(text => "Prometheus " + text);
    }
}
