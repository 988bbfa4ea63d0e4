using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;

namespace OpsPortal;

/// <summary>The web server's own settings: compression, security headers, error pages.</summary>
internal static class Hosting
{
    // Inline styles are allowed: the component library and virtualised lists set them.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; " +
        "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        // Without this, what runs from the build output sends every file uncompressed, as if somebody were editing it.
        if (!builder.Environment.IsDevelopment())
            builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<MachineExceptions>();
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/json", "image/svg+xml"];
        });
        return builder;
    }

    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseResponseCompression();
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
            return next(context);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", StatusCodeSelector = MachineExceptions.StatusOf });
        app.Use((context, next) =>
        {
            AskForAnswerPage(context);
            return next(context);
        });
        UseStatusAnswers(app);
        return app;
    }

    /// <summary>A status without a body gets one: a page for people, problem+json for programs.</summary>
    private static void UseStatusAnswers(WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (MachinePaths.Contains(context.Request.Path) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            AskForAnswerPage(context);
            return next(context);
        });
        app.UseWhen(context => MachinePaths.Contains(context.Request.Path), machines => machines.UseStatusCodePages());
    }

    // The page that explains a failed post is got, not posted to: it must not be asked for the form that was refused.
    private static void AskForAnswerPage(HttpContext context)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is null && context.Features.Get<IExceptionHandlerFeature>() is null)
            return;
        context.Request.Method = HttpMethods.Get;
        context.Features.Set<IAntiforgeryValidationFeature>(null);
        context.Features.Set<IFormFeature>(null);
    }
}
