using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>Dashboards without their pages: reading, variables, data of panels, storage.</summary>
public static class DashboardEngineSetup
{
    public static WebApplicationBuilder AddDashboardEngine(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DashboardLibrary>();
        builder.Services.AddScoped<VariableResolver>();
        return builder;
    }

    public static WebApplication MapDashboardEngine(this WebApplication app) => app;
}
