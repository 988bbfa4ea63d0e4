using OpsPortal.Domain;

namespace OpsPortal.Features.Costs.Anomalies;

public static class AnomaliesSetup
{
    public static WebApplicationBuilder AddCostAnomalies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnomalyStore>();
        builder.Services.AddScoped<IPortalJob, AnomalyJob>();
        return builder;
    }
}
