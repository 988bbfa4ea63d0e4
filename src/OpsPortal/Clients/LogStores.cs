using OpsPortal.Clients.Elasticsearch;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Clients;

/// <inheritdoc cref="ILogStores"/>
internal sealed class LogStores(LokiLogStore loki, ElasticLogStore elastic) : ILogStores
{
    public ILogStore Default => elastic.IsConfigured && !loki.IsConfigured ? elastic : loki;

    public IReadOnlyList<ILogStore> Configured => [.. new ILogStore[] { loki, elastic }.Where(store => store.IsConfigured)];

    public ILogStore? Find(string id) => id.Length == 0 ? Default : id == loki.Id ? loki : id == elastic.Id ? elastic : null;
}
