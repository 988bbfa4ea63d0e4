using System.Net;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

public static class PrometheusSetup
{
    public static WebApplicationBuilder AddPrometheus(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PrometheusOptions>().BindConfiguration("Prometheus").ValidateOnStart()
            .Validate(o => o.Url.Length == 0 || Uri.TryCreate(o.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
                "Prometheus:Url must be empty or an absolute http(s) address, like http://127.0.0.1:9090.")
            .Validate(o => o.TimeoutSeconds is >= 1 and <= 600, "Prometheus:TimeoutSeconds must be between 1 and 600.")
            .Validate(o => o.MaxResponseBytes >= 1024 * 1024, "Prometheus:MaxResponseBytes must be at least 1048576 (1 MiB).")
            .Validate(o => o.BearerTokenFile.Length == 0 || File.Exists(o.BearerTokenFile), "Prometheus:BearerTokenFile names a file that is not there.");
        builder.Services.AddHttpClient<PrometheusClient>(http =>
                // The client counts the time itself, so that a timeout can be told from a viewer who left.
                http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AutomaticDecompression = DecompressionMethods.All,
                MaxConnectionsPerServer = 16,
                ConnectTimeout = TimeSpan.FromSeconds(3),
            });
        builder.Services.AddSingleton<QueryCache>();
        builder.Services.AddSingleton<IBackendProbe, PrometheusProbe>();
        return builder;
    }
}
