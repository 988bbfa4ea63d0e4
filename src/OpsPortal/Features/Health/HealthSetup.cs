using Microsoft.Extensions.Logging.Console;
using Npgsql;
using OpsPortal.Features.Health.Backends;
using OpsPortal.Features.Health.Metrics;

namespace OpsPortal.Features.Health;

/// <summary>How the portal itself is: health answers, its metrics, its log, the page of its back ends.</summary>
public static class HealthSetup
{
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BackendMonitor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<BackendMonitor>());
        builder.Services.AddSingleton<MetricsCollector>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MetricsCollector>());
        builder.Services.AddSingleton<MetricsPage>();
        builder.Services.AddSingleton<ReadyCheck>();
        builder.Services.AddSingleton<MigrationList>();
        builder.Services.AddSingleton(services => DatabaseSize.Shared(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<TimeProvider>()));
        ApiDocument.Add(builder.Services);
        AddLog(builder);
        return builder;
    }

    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthEndpoints();
        ApiDocument.Map(app);
        return app;
    }

    /// <summary>
    /// One JSON object a line, with the trace id of its request: what log systems read, and what no line break in a value can
    /// split. A developer's machine keeps the plain form; <c>Logging:Console:FormatterName</c> chooses.
    /// </summary>
    private static void AddLog(WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment() || builder.Configuration["Logging:Console:FormatterName"] is { Length: > 0 })
            return;
        builder.Logging.AddJsonConsole(console => Configure(console));
    }

    private static void Configure(JsonConsoleFormatterOptions console)
    {
        console.IncludeScopes = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    }
}
