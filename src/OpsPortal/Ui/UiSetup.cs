using OpsPortal.Live;

namespace OpsPortal.Ui;

/// <summary>The page shell: Blazor, the component library, the layout.</summary>
public static class UiSetup
{
    public static WebApplicationBuilder AddUi(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        return builder;
    }

    public static WebApplication MapUi(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous().DisableHttpMetrics();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireSameOrigin("/_blazor");
        return app;
    }
}
