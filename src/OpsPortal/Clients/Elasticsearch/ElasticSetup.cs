using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

public static class ElasticSetup
{
    /// <summary>Needs what <c>AddLoki</c> brings: the masks, and Loki itself as the other store.</summary>
    public static WebApplicationBuilder AddElasticsearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddBackend<ElasticLink, ElasticOptions, ElasticOptionsCheck>("Elasticsearch");
        builder.Services.AddTransient<ElasticLogStore>();
        builder.Services.AddTransient<ILogStores, LogStores>();
        // Where nobody uses it, the system page need not say that it is missing.
        if (builder.Configuration["Elasticsearch:Url"] is { Length: > 0 })
            builder.Services.AddProbe<ElasticLogStore>("Elasticsearch", "the logs page of services whose lines are there", (client, stop) => client.VersionAsync(stop));
        return builder;
    }
}
