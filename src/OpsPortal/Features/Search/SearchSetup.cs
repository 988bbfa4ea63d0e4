using OpsPortal.Domain;

namespace OpsPortal.Features.Search;

/// <summary>Quick search (Ctrl+K). A feature whose things it should find registers an <see cref="ISearchSource"/>.</summary>
public static class SearchSetup
{
    public static WebApplicationBuilder AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ISearchSource, PlaceSource>();
        return builder;
    }

    public static WebApplication MapSearch(this WebApplication app)
    {
        app.MapGet("/api/v1/search", SearchEndpoint.GetAsync).RequireAuthorization(Policies.View).WithTags("Search")
            .WithSummary("Pages, services, dashboards, panels, incidents and runbooks by a few words.").Produces<SearchAnswer>().ProducesProblem(400);
        return app;
    }
}
