using Microsoft.OpenApi;
using OpsPortal.Domain;

namespace OpsPortal.Features.Health;

/// <summary><c>/openapi/v1.json</c>: what programs may ask, and with which token.</summary>
internal static class ApiDocument
{
    private const string Bearer = "token";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = description => !(description.RelativePath ?? "").StartsWith("_", StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.ApiRead);

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OpsPortal",
            Version = "v1",
            Description = "Intake of alerts, events and GPU frames, and the figures of the dashboards. Errors are problem+json (RFC 9457). "
                + "503 means that nothing was stored and the same request should be sent again.",
        };
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = $"An API token, made on the Access page, with the scope that the operation needs: {string.Join(", ", Scopes.All)}.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
    }
}
