using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

public static class PrometheusSetup
{
    public static WebApplicationBuilder AddPrometheus(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PrometheusOptions>().BindConfiguration("Prometheus").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PrometheusOptions>, PrometheusOptionsCheck>();
        services.AddSingleton<PrometheusServers>();
        services.AddSingleton(provider => provider.GetRequiredService<PrometheusServers>().For(null));
        services.AddSingleton<QueryCache>();
        foreach (var name in builder.Configuration.GetSection("Prometheus:Servers").GetChildren().Select(server => server.Key).Prepend(PrometheusServers.Default))
            services.AddSingleton<IBackendProbe>(provider => new PrometheusProbe(provider.GetRequiredService<PrometheusServers>().For(name)));
        return builder;
    }
}
