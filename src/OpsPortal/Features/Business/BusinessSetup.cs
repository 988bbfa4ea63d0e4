using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Business.Pages;

namespace OpsPortal.Features.Business;

public static class BusinessSetup
{
    public static WebApplicationBuilder AddBusiness(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddTransient<DayAmounts>();
        builder.Services.AddSingleton<EventFigures>();
        builder.Services.AddSingleton<BusinessStore>();
        builder.Services.AddSingleton<BusinessReader>();
        builder.Services.AddTransient<BusinessComputer>();
        builder.Services.AddKeyedSingleton<DayBackfill>(BusinessStore.Topic);
        builder.Services.AddScoped<IPortalJob, DailyBusinessJob>();
        builder.Services.AddScoped<IPortalJob, RunningBusinessJob>();
        builder.Services.AddScoped<IPortalJob, LateEventsJob>();
        builder.Services.AddScoped<IPortalJob, MonthlyBusinessJob>();
        return builder;
    }

    public static WebApplication MapBusiness(this WebApplication app)
    {
        app.MapGet("/business.csv", BusinessCsv.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        return app;
    }
}
