using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>Asks one configured server for its version.</summary>
internal sealed class PrometheusProbe(PrometheusClient client) : IBackendProbe
{
    public string Name => client.Name == PrometheusServers.Default ? "Prometheus" : $"Prometheus {client.Name}";

    public string Feeds => client.Name == PrometheusServers.Default
        ? "the overview, models, charts and the nightly cost figures"
        : $"dashboards and questions that name “{client.Name}”";

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken) => (await client.VersionAsync(cancellationToken)).Map(text => "Prometheus " + text);
}
