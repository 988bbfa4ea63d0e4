using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

public static class ElasticSetup
{
    /// <summary>Needs what <c>AddLoki</c> brings: the masks, and Loki itself as the other store.</summary>
    public static WebApplicationBuilder AddElasticsearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ElasticOptions>().BindConfiguration("Elasticsearch").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ElasticOptions>, ElasticOptionsCheck>();
        builder.Services.AddHttpClient<ElasticLink>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(services => BackendAsk.Handler(services.GetRequiredService<IOptions<ElasticOptions>>().Value));
        builder.Services.AddTransient<ElasticLogStore>();
        builder.Services.AddTransient<ILogStores, LogStores>();
        // Where nobody uses it, the system page need not say that it is missing.
        if (builder.Configuration["Elasticsearch:Url"] is { Length: > 0 })
            builder.Services.AddSingleton<IBackendProbe, ElasticProbe>();
        return builder;
    }
}
