using System.Net;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

public static class LokiSetup
{
    public static WebApplicationBuilder AddLoki(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LokiOptions>().BindConfiguration("Loki").ValidateOnStart()
            .Validate(o => o.Url.Length == 0 || (Uri.TryCreate(o.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
                "Loki:Url must be empty or an absolute http(s) address, like http://127.0.0.1:3100.")
            .Validate(o => o.TimeoutSeconds is >= 1 and <= 600, "Loki:TimeoutSeconds must be between 1 and 600.")
            .Validate(o => o.MaxResponseBytes >= 1024 * 1024, "Loki:MaxResponseBytes must be at least 1048576 (1 MiB).")
            .Validate(o => o.BearerTokenFile.Length == 0 || File.Exists(o.BearerTokenFile), "Loki:BearerTokenFile names a file that is not there.")
            .Validate(o => o.PasswordFile.Length == 0 || File.Exists(o.PasswordFile), "Loki:PasswordFile names a file that is not there.")
            .Validate(o => (o.Username.Length == 0) == (o.PasswordFile.Length == 0), "Loki:Username and Loki:PasswordFile must be given together.")
            .Validate(o => o.Username.Length == 0 || o.BearerTokenFile.Length == 0, "Loki:BearerTokenFile and Loki:Username exclude each other.");
        // The client counts the time and the bytes itself, so that each can be told apart in words.
        builder.Services.AddHttpClient<LokiClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AutomaticDecompression = DecompressionMethods.All,
                MaxConnectionsPerServer = 16,
                ConnectTimeout = TimeSpan.FromSeconds(3),
            });
        builder.Services.AddSingleton<IBackendProbe, LokiProbe>();
        return builder;
    }
}
