using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Annotations;
using OpsPortal.Features.Dashboards.Data.Lists;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Live;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>Dashboards without their pages: reading, variables, data of panels, storage.</summary>
public static class DashboardEngineSetup
{
    public static WebApplicationBuilder AddDashboardEngine(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => new CatalogDashboards(
            Path.Combine(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, "catalog", "dashboards"),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CatalogDashboards>>()));
        services.AddSingleton<DashboardRows>();
        services.AddSingleton<DashboardHeads>();
        services.AddSingleton<DashboardWriter>();
        services.AddSingleton(provider => new DashboardLibrary(
            provider.GetRequiredService<CatalogDashboards>(), provider.GetRequiredService<DashboardRows>(), provider.GetRequiredService<DashboardHeads>(), provider.GetRequiredService<DashboardWriter>()));
        services.AddSingleton<DataSources>();
        services.AddSingleton<VariableAnswers>();
        services.AddSingleton<VariableOptions>();
        services.AddSingleton(provider => new VariableResolver(provider.GetRequiredService<VariableOptions>()));
        services.AddSingleton<LokiQueries>();
        services.AddSingleton<ExemplarQueries>();
        services.AddSingleton<PanelQueries>();
        services.AddSingleton(provider => new ListPanels(provider.GetRequiredService<PrometheusServers>(), provider.GetRequiredService<DashboardLibrary>().ListAsync, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PanelData>();
        services.AddSingleton<SharedAnswers>();
        services.AddSingleton<PanelAsker>();
        services.AddSingleton<PanelHeadStart>();
        services.AddSingleton<PanelEndpoints>();
        services.AddSingleton<AnnotationAnswers>();
        services.AddSingleton<AnnotationEndpoint>();
        return builder;
    }

    public static WebApplication MapDashboardEngine(this WebApplication app)
    {
        app.MapGet("/api/v1/dashboards/{uid}/panels/{panelId:int}/data",
                (string uid, int panelId, HttpContext context, PanelEndpoints endpoints, CancellationToken cancellationToken) => endpoints.GetAsync(uid, panelId, context, cancellationToken))
            .RequireAuthorization(Policies.ApiRead).WithTags("Dashboards")
            .WithSummary("The data of one panel, transformed and configured, ready to be drawn.")
            .WithDescription("from and to in unix milliseconds, width in pixels; var-NAME once for each value of a variable, scope-NAME for a repeated copy, version for an old one. Good answers may be kept for five seconds; who saved a dashboard adds its version as revision to ask anew.")
            .Produces<object>().ProducesProblem(400).ProducesProblem(404);
        app.MapGet("/api/v1/dashboards/{uid}/annotations", (string uid, HttpContext context, AnnotationEndpoint endpoint, CancellationToken cancellationToken) => endpoint.GetAsync(uid, context, cancellationToken))
            .RequireAuthorization(Policies.ApiRead).WithTags("Dashboards")
            .WithSummary("What the dashboard's annotation queries mark on its time axes.")
            .WithDescription("from and to in unix milliseconds; annotation once for each query by its name (without: those that the file shows), var-NAME, version as for panels.")
            .Produces<AnnotationAnswer[]>().ProducesProblem(400).ProducesProblem(404);
        app.MapPost("/api/v1/dashboards/panel-data", (HttpContext context, PanelEndpoints endpoints, CancellationToken cancellationToken) => endpoints.PostAsync(context, cancellationToken))
            .RequireAuthorization(Policies.ApiRead).RequireSameOrigin().WithTags("Dashboards")
            .WithSummary("The same for a draft: {\"dashboard\": {…}, \"panelId\": 1}; nothing is stored.")
            .Accepts<object>("application/json").Produces<object>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(413);
        DashboardApi.Map(app);
        return app;
    }
}
