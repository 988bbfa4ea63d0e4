using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Events;
using OpsPortal.Features.Incidents.Evidence;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Intake.Door;
using OpsPortal.Features.Incidents.Metrics;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Reconciling;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.Features.Incidents.Reviews;
using OpsPortal.Features.Incidents.Runbooks;
using OpsPortal.Features.Incidents.Silencing;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Features.Incidents;

/// <summary>Alerts in, incidents out: the intake, the steps of responders, and their pages.</summary>
public static class IncidentsSetup
{
    public static WebApplicationBuilder AddIncidents(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<IncidentsOptions>().BindConfiguration("Incidents").ValidateOnStart()
            .Validate(o => o.JoinWithinMinutes is >= 0 and <= 1440, "Incidents:JoinWithinMinutes must be between 0 and 1440.")
            .Validate(o => o.MaxBodyBytes is >= 64 * 1024 and <= 28 * 1024 * 1024, "Incidents:MaxBodyBytes must be between 65536 (64 KiB) and 29360128 (28 MiB).")
            .Validate(o => o.IntakeTimeoutSeconds is >= 1 and <= 8, "Incidents:IntakeTimeoutSeconds must be between 1 and 8: Alertmanager hangs up after 10.")
            .Validate(o => o.DeliveriesPerMinute is >= 1 and <= 10_000_000, "Incidents:DeliveriesPerMinute must be between 1 and 10000000.")
            .Validate(o => o.KeepDeliveriesDays is >= 1 and <= 3650, "Incidents:KeepDeliveriesDays must be between 1 and 3650.")
            .Validate(o => o.KeepDeliveries is >= 100 and <= 100_000_000, "Incidents:KeepDeliveries must be between 100 and 100000000.")
            .Validate(o => o.ReconcileSeconds is 0 or >= 5 and <= 3600, "Incidents:ReconcileSeconds must be 0 (never) or between 5 and 3600.")
            .Validate(o => o.GoneMinutes is >= 1 and <= 1440, "Incidents:GoneMinutes must be between 1 and 1440.")
            .Validate(o => o.HeartbeatLateMinutes is >= 1 and <= 1440, "Incidents:HeartbeatLateMinutes must be between 1 and 1440.");
        builder.Services.AddSingleton<IValidateOptions<IncidentsOptions>, IntegrationsCheck>();
        var catalog = builder.Configuration["Catalog:Path"] ?? Path.Combine(builder.Environment.ContentRootPath, "catalog");
        builder.Services.AddSingleton(SeverityTable.Load(Path.Combine(catalog, "severities.yaml")));
        builder.Services.AddSingleton(CorrelationRules.Load(Path.Combine(catalog, "correlation.yaml")));
        builder.Services.AddSingleton<IntakeStatus>();
        builder.Services.AddSingleton<IntakeMetrics>();
        builder.Services.AddSingleton(services => new PrometheusWatch(services.GetRequiredService<PrometheusServers>().NameOf));
        builder.Services.AddSingleton<IntakeStore>();
        builder.Services.AddSingleton<IOwnAlerts, OwnAlerts>();
        builder.Services.AddSingleton<ReconcileStore>();
        builder.Services.AddSingleton<HeartbeatWatch>();
        builder.Services.AddSingleton<Reconciler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Reconciler>());
        builder.Services.AddDoor();
        builder.Services.AddHostedService<IntakeUpkeep>();
        builder.Services.AddSingleton<IncidentDesk>();
        builder.Services.AddSingleton<SortingDesk>();
        builder.Services.AddSingleton<ResponseStore>();
        builder.Services.AddSingleton<ResponseDesk>();
        builder.Services.AddSingleton<RunbookLibrary>();
        builder.Services.AddSingleton<MetricsReader>();
        builder.Services.AddSingleton<ReviewStore>();
        builder.Services.AddTransient<SilenceDesk>();
        builder.Services.AddSingleton<EvidenceStore>();
        builder.Services.AddSingleton<EvidenceTaker>();
        builder.Services.AddHostedService<EvidenceWatch>();
        builder.Services.AddSingleton<IncidentQueries>();
        builder.Services.AddSingleton<IncidentReader>();
        builder.Services.AddHostedService(services => services.GetRequiredService<IncidentReader>());
        builder.Services.AddSingleton<OpenIncidents>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OpenIncidents>());
        builder.Services.AddSingleton<IOpenIncidents>(services => services.GetRequiredService<OpenIncidents>());
        builder.Services.AddSingleton<IIncidentEvents, IncidentEvents>();
        builder.Services.AddSingleton<IIncidentDesk, IncidentCounter>();
        builder.Services.AddSingleton<IMarkSource, IncidentMarks>();
        builder.Services.AddSingleton<ISearchSource, IncidentSearch>();
        return builder;
    }

    public static WebApplication MapIncidents(this WebApplication app)
    {
        app.MapDoor();
        app.MapGet(MetricsReader.Path + ".csv", MetricsReader.CsvAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        foreach (var format in new[] { "html", "md" })
        {
            app.MapGet(
                $"{IncidentFilter.Path}/{{number:long}}/review.{format}",
                (long number, IncidentQueries incidents, ReviewStore reviews, EvidenceStore evidence, ResponseStore responses, CancellationToken cancellationToken)
                    => ReviewExport.ExportAsync(number, format, incidents, reviews, evidence, responses, cancellationToken)).RequireAuthorization(Policies.View).ExcludeFromDescription();
        }
        app.MapGet(FileEndpoint.Path, FileEndpoint.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet(IncidentCsv.Path, IncidentCsv.ExportAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        return app;
    }
}
