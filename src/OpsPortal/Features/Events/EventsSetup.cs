using OpsPortal.Domain;

namespace OpsPortal.Features.Events;

public static class EventsSetup
{
    public static WebApplicationBuilder AddEvents(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EventsOptions>().BindConfiguration("Events").ValidateOnStart()
            .Validate(o => o.MaxBatch is >= 1 and <= 100_000, "Events:MaxBatch must be between 1 and 100000.")
            .Validate(o => o.MaxBytes is >= 1_024 and <= 64 * 1024 * 1024, "Events:MaxBytes must be between 1024 and 67108864 (64 MiB).")
            .Validate(o => o.RetentionDays is >= 32 and <= 3_650, "Events:RetentionDays must be between 32 and 3650: a month's report needs its events.")
            .Validate(o => o.MaxWaiting >= o.MaxBatch, "Events:MaxWaiting must be at least Events:MaxBatch: a batch could never be written.")
            .Validate(o => o.Writers is >= 1 and <= 16, "Events:Writers must be between 1 and 16.");
        builder.Services.AddSingleton<UserKey>();
        builder.Services.AddSingleton<EventDays>();
        builder.Services.AddSingleton<EventStore>();
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventWriter>());
        builder.Services.AddHostedService<UserHashing>();
        builder.Services.AddScoped<IPortalJob, EventRetentionJob>();
        builder.Services.AddSingleton<IMarkSource, DeploymentMarks>();
        return builder;
    }

    public static WebApplication MapEvents(this WebApplication app)
    {
        app.MapPost("/api/v1/events", EventsEndpoint.PostAsync)
            .RequireAuthorization(Policies.Scope(Scopes.EventsWrite))
            .WithName("PostEvents").WithSummary("Takes usage, feedback, error, conversion and deployment events").WithTags("Events")
            .Accepts<object>("application/json")
            .Produces<EventsAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableAntiforgery();
        return app;
    }
}
