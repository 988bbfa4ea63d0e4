using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Calendars;
using OpsPortal.Features.OnCall.Pages;
using OpsPortal.Features.OnCall.Running;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall;

/// <summary>Who is on call, and who is called when nobody acknowledges.</summary>
public static class OnCallSetup
{
    public static WebApplicationBuilder AddOnCall(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OnCallOptions>().BindConfiguration("OnCall");
        builder.Services.AddSingleton<OnCallReader>();
        builder.Services.AddSingleton<OnCallStore>();
        builder.Services.AddSingleton<OnCallDesk>();
        builder.Services.AddSingleton<FeedStore>();
        builder.Services.AddSingleton<Caller>();
        builder.Services.AddSingleton<Escalator>();
        builder.Services.AddSingleton<EscalationDesk>();
        builder.Services.AddSingleton<Handovers>();
        builder.Services.AddSingleton<IIncidentExhibit, EscalationExhibit>();
        builder.Services.AddHostedService<EscalationRunner>();
        return builder;
    }

    public static WebApplication MapOnCall(this WebApplication app)
    {
        app.MapGet("/on-call/schedules/{id:guid}.ics", CalendarEndpoint.GetAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        app.MapGet(FeedStore.Path + "{secret:length(32)}.ics", CalendarEndpoint.FeedAsync).AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}
