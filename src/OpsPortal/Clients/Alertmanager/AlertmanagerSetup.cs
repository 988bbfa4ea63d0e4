using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Alertmanager;

public static class AlertmanagerSetup
{
    public static WebApplicationBuilder AddAlertmanager(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AlertmanagerOptions>().BindConfiguration("Alertmanager").ValidateOnStart()
            .Validate(o => o.Url.Length == 0 || Uri.TryCreate(o.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
                "Alertmanager:Url must be empty or an absolute http(s) address, like http://127.0.0.1:9093.")
            .Validate(o => o.TimeoutSeconds is >= 1 and <= 60, "Alertmanager:TimeoutSeconds must be between 1 and 60.");
        builder.Services.AddHttpClient<AlertmanagerClient>(http =>
            {
                // The client counts the time itself, so that a timeout can be told from a viewer who left.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = 32 * 1024 * 1024;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3) });
        builder.Services.AddProbe<AlertmanagerClient>(
            "Alertmanager", "new incidents: alerts come in through its webhook", async (client, stop) => (await client.VersionAsync(stop)).Map(text => "Alertmanager " + text));
        return builder;
    }
}
