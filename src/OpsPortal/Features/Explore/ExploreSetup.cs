using OpsPortal.Features.Explore.Api;

namespace OpsPortal.Features.Explore;

/// <summary>Questions in PromQL: the API that charts ask, the Explore page, targets and rules.</summary>
public static class ExploreSetup
{
    public static WebApplication MapExplore(this WebApplication app)
    {
        app.MapQueries();
        return app;
    }
}
