using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Exporters;
using OpsPortal.Features.Gpus.Ledger;
using OpsPortal.Features.Gpus.Live;
using OpsPortal.Features.Gpus.Recorder;
using OpsPortal.Features.Gpus.Work;
using OpsPortal.Live;

namespace OpsPortal.Features.Gpus;

/// <summary>GPUs live: intake of frames, the hub that streams them, the page.</summary>
public static class GpusSetup
{
    /// <summary>
    /// A viewer that reads nothing skips frames and is told how many when it reads on; one that has taken nothing for this long is
    /// cut off, and comes back by itself.
    /// </summary>
    internal static readonly TimeSpan StalledFor = TimeSpan.FromSeconds(90);

    public static WebApplicationBuilder AddGpus(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GpusOptions>().BindConfiguration("Gpus").ValidateOnStart();
        services.AddSingleton<IValidateOptions<GpusOptions>, GpusOptionsCheck>();
        services.AddSingleton<GpuViewers>();
        services.AddSingleton<GpuHosts>();
        services.AddSingleton<HostDescriptions>();
        services.AddSingleton<ViewerPulse>();
        services.AddSingleton<WorkReader>();
        services.AddSingleton<GpuIntake>();
        services.AddSingleton<LocalGpus>();
        services.AddHostedService(provider => provider.GetRequiredService<LocalGpus>());
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<IMarkSource, LedgerMarks>();
        services.AddSingleton<CounterStore>();
        services.AddSingleton<ResetWatch>();
        services.AddHostedService<CounterKeeper>();
        services.AddHostedService<GpuLedger>();
        services.AddSingleton<RecordingStore>();
        services.AddSingleton<IIncidentExhibit>(provider => provider.GetRequiredService<RecordingStore>());
        services.AddScoped<IPortalJob, RecordingRetentionJob>();
        services.AddHostedService<FlightRecorder>();
        services.AddHostedService<ExporterHosts>();
        services.AddSignalR();
        return builder;
    }

    public static WebApplication MapGpus(this WebApplication app)
    {
        app.MapPost("/api/v1/gpu/frames", (HttpContext context, GpuIntake intake) => intake.PostAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(GpuIntake.MaxBody))
            .RequireAuthorization(Policies.Scope(Scopes.GpuWrite))
            .DisableAntiforgery()
            .WithName("PostGpuFrames")
            .WithTags("GPUs");
        app.MapHub<TelemetryHub>("/hubs/telemetry", connection => (connection.CloseOnAuthenticationExpiration, connection.TransportSendTimeout) = (true, StalledFor))
            .RequireAuthorization(Policies.View)
            .RequireSameOrigin();

        var hosts = app.Services.GetRequiredService<GpuHosts>();
        var viewers = app.Services.GetRequiredService<GpuViewers>();
        _ = PortalMetrics.Meter.CreateObservableGauge("opsportal_gpu_viewers", () => viewers.Count, description: "Open streams of GPU frames.");
        _ = PortalMetrics.Meter.CreateObservableGauge("opsportal_gpus_live", () => hosts.LiveGpus, description: "GPUs of hosts that sent a frame in the last minute.");
        _ = PortalMetrics.Meter.CreateObservableGauge("opsportal_gpu_host_silent_seconds", hosts.Silences, description: "Time since a GPU host's last frame, until it is forgotten.");
        return app;
    }
}
