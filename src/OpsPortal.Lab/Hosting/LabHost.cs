using System.Net;
using OpsPortal.Lab.Control;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Logs;
using OpsPortal.Lab.Loki;
using OpsPortal.Lab.Portal;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;
using OpsPortal.Lab.State;

namespace OpsPortal.Lab.Hosting;

/// <summary>Puts the live lab together.</summary>
internal static class LabHost
{
    public static WebApplicationBuilder AddLab(this WebApplicationBuilder builder, LabOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            for (var offset = 1; offset <= LabOptions.HighestOffset; offset++)
                kestrel.Listen(IPAddress.Loopback, options.BasePort + offset);
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // That a port is taken is said by exception too; once is enough. What ends a running lab is logged as critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(1200));

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ScenarioBoard>();
        services.AddSingleton(new StateFile(options.DataPath));
        services.AddSingleton(Open);
        services.AddSingleton<Surfaces>();
        services.AddSingleton<LogStore>(_ => new LogStore());
        services.AddSingleton<LokiTrouble>();
        services.AddSingleton<FallbackSink>();
        services.AddSingleton<Ticker>();
        services.AddSingleton<PortalLink>();
        services.AddSender<FrameSender>();
        services.AddSender<EventSender>();
        services.AddHostedService<LogFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<Ticker>());
        return builder;
    }

    public static WebApplication MapLab(this WebApplication app)
    {
        app.UseMiddleware<SurfaceRouter>();
        app.UseMiddleware<LokiTroubleMaker>();
        app.MapControl();
        app.MapLokiTrouble();
        app.MapEmitted();
        app.MapStatus();
        app.MapFallbackSink();
        app.MapLoki();
        return app;
    }

    private static void AddSender<T>(this IServiceCollection services)
        where T : class, IHostedService, IStatusPart
    {
        services.AddSingleton<T>();
        services.AddSingleton<IStatusPart>(provider => provider.GetRequiredService<T>());
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    // The world that was saved, or a new one that begins now.
    private static World Open(IServiceProvider services)
    {
        var options = services.GetRequiredService<LabOptions>();
        var board = services.GetRequiredService<ScenarioBoard>();
        if (services.GetRequiredService<StateFile>().Load(options.Seed) is { } saved)
            return new World(saved.Fleet, saved.Ledger, board);

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        var fleet = new Fleet(options.Seed, now - 1);
        return new World(fleet, new DayLedger(new CounterIndex(fleet.Pages)), board);
    }
}
