using OpsPortal.Domain;

namespace OpsPortal.Features.Costs.Anomalies;

public static class AnomaliesSetup
{
    public static WebApplicationBuilder AddCostAnomalies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnomalyStore>();
        builder.Services.AddSingleton<HourStore>();
        builder.Services.AddScoped<IPortalJob, AnomalyJob>();
        builder.Services.AddScoped<IPortalJob, HourJob>();
        return builder;
    }
}
