using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

public static class BusinessSetup
{
    public static WebApplicationBuilder AddBusiness(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddTransient<DayAmounts>();
        builder.Services.AddSingleton<BusinessStore>();
        builder.Services.AddTransient<BusinessComputer>();
        builder.Services.AddKeyedSingleton<DayBackfill>(BusinessStore.Topic);
        builder.Services.AddScoped<IPortalJob, DailyBusinessJob>();
        builder.Services.AddScoped<IPortalJob, RunningBusinessJob>();
        return builder;
    }
}
