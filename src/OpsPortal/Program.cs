using OpsPortal;
using OpsPortal.Catalog;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Access;
using OpsPortal.Features.Business;
using OpsPortal.Features.Costs;
using OpsPortal.Features.Costs.Anomalies;
using OpsPortal.Features.Costs.Optimisations;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Pages;
using OpsPortal.Features.Explore;
using OpsPortal.Features.Gpus;
using OpsPortal.Features.Health;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Events;
using OpsPortal.Features.Logs;
using OpsPortal.Features.Jobs;
using OpsPortal.Features.Marks;
using OpsPortal.Features.Models;
using OpsPortal.Features.Notifications;
using OpsPortal.Features.OnCall;
using OpsPortal.Features.Overview;
using OpsPortal.Features.Search;
using OpsPortal.Live;
using OpsPortal.Storage;
using OpsPortal.Ui;

return await StartUp.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find() });

    builder.AddHosting();
    builder.AddStorage();
    builder.AddCatalog();
    builder.AddPrometheus();
    builder.AddAlertmanager();
    builder.AddLoki();
    builder.AddLive();
    builder.AddUi();
    builder.AddAccess();
    builder.AddHealth();

    builder.AddOverview();
    builder.AddModels();
    builder.AddDashboardEngine();
    builder.AddDashboardPages();
    builder.AddExplore();
    builder.AddLogs();
    builder.AddGpus();
    builder.AddIncidents();
    builder.AddNotifications();
    builder.AddOnCall();
    builder.AddEvents();
    builder.AddCosts();
    builder.AddCostAnomalies();
    builder.AddCostOptimisations();
    builder.AddBusiness();
    builder.AddJobs();
    builder.AddMarks();
    builder.AddSearch();

    var app = builder.Build();
    app.UseHosting();
    app.UseAccess();

    app.MapOverview();
    app.MapModels();
    app.MapLogs();
    app.MapDashboardEngine();
    app.MapDashboardPages();
    app.MapExplore();
    app.MapGpus();
    app.MapUi();
    app.MapAccess();
    app.MapHealth();
    app.MapIncidents();
    app.MapNotifications();
    app.MapOnCall();
    app.MapEvents();
    app.MapCosts();
    app.MapBusiness();
    app.MapMarks();
    app.MapSearch();

    await app.Services.GetRequiredService<Migrator>().ApplyAsync(app.Lifetime.ApplicationStopping);
    await app.RunAsync();
});
