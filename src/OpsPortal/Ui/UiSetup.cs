using Microsoft.AspNetCore.Components.Web;
using OpsPortal.Live;
using OpsPortal.Ui.Takeovers;

namespace OpsPortal.Ui;

/// <summary>The page shell: Blazor, the component library, the layout.</summary>
public static class UiSetup
{
    public static WebApplicationBuilder AddUi(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().RegisterPersistentService<Takeover>(RenderMode.InteractiveServer);
        builder.Services.AddTakeovers();
        builder.Services.AddCascadingAuthenticationState();
        return builder;
    }

    /// <summary>What <see cref="ReadingComponent"/> needs.</summary>
    internal static IServiceCollection AddTakeovers(this IServiceCollection services) => services.AddSingleton<TakeoverShelf>().AddScoped<Takeover>();

    public static WebApplication MapUi(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous().DisableHttpMetrics();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireSameOrigin("/_blazor");
        return app;
    }
}
