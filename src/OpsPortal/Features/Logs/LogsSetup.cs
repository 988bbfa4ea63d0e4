using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;
using OpsPortal.Features.Logs.Api;
using OpsPortal.Features.Logs.Own;
using OpsPortal.Features.Logs.Patterns;
using OpsPortal.Features.Logs.Tailing;

namespace OpsPortal.Features.Logs;

/// <summary>The logs page and its API: lines of Loki by label, level, text and field, by LogQL, live, and around each other.</summary>
public static class LogsSetup
{
    public static WebApplicationBuilder AddLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogsOptions>().BindConfiguration("Logs").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LogsOptions>, LogsOptionsCheck>();
        builder.Services.AddSingleton<LogAccess>();
        builder.Services.AddSingleton<ILogAccess>(services => services.GetRequiredService<LogAccess>());
        builder.Services.AddHostedService(services => services.GetRequiredService<LogAccess>());
        builder.Services.AddSingleton<TailHub>();
        builder.Services.AddOptions<OwnLogOptions>().BindConfiguration("Logs:Own").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<OwnLogOptions>, OwnLogOptionsCheck>();
        builder.Services.AddSingleton<OwnLogBuffer>();
        builder.Services.AddSingleton<ILoggerProvider, OwnLogProvider>();
        builder.Services.AddHostedService<OwnLogSender>();
        builder.Services.AddOptions<PatternOptions>().BindConfiguration("Logs:Patterns").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PatternOptions>, PatternOptionsCheck>();
        var catalog = builder.Configuration["Catalog:Path"] ?? Path.Combine(builder.Environment.ContentRootPath, "catalog");
        builder.Services.AddSingleton(KnownPatterns.Load(Path.Combine(catalog, "log-patterns.yaml")));
        builder.Services.AddSingleton<PatternStore>();
        builder.Services.AddSingleton<PatternReader>();
        builder.Services.AddTransient<StorePatterns>();
        builder.Services.AddScoped<IPortalJob, PatternJob>();
        builder.Logging.AddConsoleFormatter<OwnConsoleFormatter, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
        return builder;
    }

    public static WebApplication MapLogs(this WebApplication app)
    {
        app.UseWebSockets();
        app.MapLogsApi();
        app.MapGet("/logs/download", LogDownload.GetAsync).ExcludeFromDescription();
        return app;
    }
}
