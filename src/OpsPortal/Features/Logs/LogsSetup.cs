namespace OpsPortal.Features.Logs;

/// <summary>The logs page: lines of Loki by service, level and text, or by LogQL.</summary>
public static class LogsSetup
{
    public static WebApplicationBuilder AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogReader>();
        return builder;
    }

    public static WebApplication MapLogs(this WebApplication app)
    {
        app.MapGet("/logs/download", LogDownload.GetAsync).ExcludeFromDescription();
        return app;
    }
}
