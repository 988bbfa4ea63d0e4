namespace OpsPortal.Features.Overview;

/// <summary>The first page: a tile for each service; the page of one service; the JSON of both.</summary>
public static class OverviewSetup
{
    public static WebApplicationBuilder AddOverview(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<HealthReader>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(3) });
        builder.Services.AddSingleton<PerformanceReader>();
        builder.Services.AddSingleton<ServicePoller>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ServicePoller>());
        return builder;
    }

    public static WebApplication MapOverview(this WebApplication app)
    {
        app.MapDashboardApi();
        return app;
    }
}
