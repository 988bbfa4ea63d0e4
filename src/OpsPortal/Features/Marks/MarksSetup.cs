using OpsPortal.Domain;

namespace OpsPortal.Features.Marks;

/// <summary>Bands over every time axis: incidents, deployments, alerts.</summary>
public static class MarksSetup
{
    public static WebApplicationBuilder AddMarks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MarkReader>();
        return builder;
    }

    public static WebApplication MapMarks(this WebApplication app)
    {
        app.MapGet("/api/v1/marks", MarksEndpoint.GetAsync).RequireAuthorization(Policies.ApiRead).WithTags("Marks")
            .WithSummary("Incidents, deployments and firing alerts of a span, for bands over time axes.")
            .WithDescription("from and to in Unix milliseconds, at most 400 days apart; service narrows down to one service and what is nobody's. At most 400 marks, the newest.")
            .Produces<IReadOnlyList<MarkAnswer>>().ProducesProblem(400).ProducesProblem(503);
        return app;
    }
}
