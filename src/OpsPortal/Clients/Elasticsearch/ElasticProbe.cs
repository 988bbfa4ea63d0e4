using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

internal sealed class ElasticProbe(IServiceScopeFactory scopes) : IBackendProbe
{
    public string Name => "Elasticsearch";

    public string Feeds => "the logs page of services whose lines are there";

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<ElasticLogStore>().VersionAsync(cancellationToken);
    }
}
