using OpsPortal.Domain;
using OpsPortal.Features.Explore.Api;
using OpsPortal.Features.Explore.State;

namespace OpsPortal.Features.Explore;

/// <summary>Questions in PromQL: the API that charts ask, the Explore page, targets and rules.</summary>
public static class ExploreSetup
{
    public static WebApplicationBuilder AddExplore(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServerStates>();
        builder.Services.AddSingleton<ISearchSource, MetricSource>();
        return builder;
    }

    public static WebApplication MapExplore(this WebApplication app)
    {
        app.MapQueries();
        app.MapNames();
        return app;
    }
}
