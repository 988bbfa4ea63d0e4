using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Pages.Listing;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Pages;

/// <summary>Pages of dashboards: list, view, edit, versions, import.</summary>
public static class DashboardPagesSetup
{
    public static WebApplicationBuilder AddDashboardPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<DashboardDesk>();
        builder.Services.AddSingleton<DashboardIndex>();
        builder.Services.AddSingleton<ISearchSource>(services => services.GetRequiredService<DashboardIndex>());
        return builder;
    }

    public static WebApplication MapDashboardPages(this WebApplication app)
    {
        app.MapGet("/d/{uid}/export.json", ExportAsync).RequireAuthorization(Policies.View).ExcludeFromDescription();
        return app;
    }

    private static async Task<IResult> ExportAsync(string uid, DashboardLibrary library, CancellationToken cancellationToken)
    {
        try
        {
            return await library.ExportAsync(uid, cancellationToken) is { } json
                ? Results.File(System.Text.Encoding.UTF8.GetBytes(json), "application/json", uid + ".json")
                : Results.Problem("There is no dashboard with this address.", statusCode: 404);
        }
        catch (Exception error) when (DashboardDesk.IsAway(error))
        {
            return Results.Problem(error.Message, statusCode: 503);
        }
    }
}
