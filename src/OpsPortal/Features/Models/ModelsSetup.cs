namespace OpsPortal.Features.Models;

/// <summary>The comparison of models: page and JSON.</summary>
public static class ModelsSetup
{
    public static WebApplicationBuilder AddModels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ModelFigures>();
        return builder;
    }

    public static WebApplication MapModels(this WebApplication app)
    {
        app.MapModelsApi();
        return app;
    }
}
