using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>Where alerts come in: by a token of scope <c>alerts:write</c>, or signed.</summary>
internal static class DoorSetup
{
    public static void AddDoor(this IServiceCollection services)
    {
        services.AddSingleton<SignatureKeys>();
        services.AddSingleton<SenderLimit>();
        services.AddSingleton<WebhookEndpoint>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SignedWebhookHandler>(SignedWebhookHandler.SchemeName, null);
    }

    public static void MapDoor(this WebApplication app)
    {
        app.MapPost(WebhookEndpoint.Path, (HttpContext context, WebhookEndpoint endpoint) => endpoint.TakeAsync(context))
            .RequireAuthorization(Policies.Scope(Scopes.AlertsWrite)).DisableAntiforgery()
            .WithName("AlertmanagerWebhook").WithSummary("Takes a delivery of Alertmanager's webhook receiver (format version 4).");
        app.MapPost(WebhookEndpoint.IntegrationPath, (HttpContext context, string integration, WebhookEndpoint endpoint) => endpoint.TakeAsync(context))
            .RequireAuthorization(TokenOrSignature(app.Services)).DisableAntiforgery()
            .WithName("AlertsWebhook").WithSummary("Takes alerts of Alertmanager, Grafana or any program (docs/incidents.md), by a token or signed by HMAC.");
    }

    // The scheme that signs tokens in belongs to Access; it is the default one.
    private static AuthorizationPolicy TokenOrSignature(IServiceProvider services)
    {
        var usual = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AuthenticationOptions>>().Value.DefaultScheme!;
        return new AuthorizationPolicyBuilder(usual, SignedWebhookHandler.SchemeName).RequireClaim(Scopes.Claim, Scopes.AlertsWrite).Build();
    }
}
