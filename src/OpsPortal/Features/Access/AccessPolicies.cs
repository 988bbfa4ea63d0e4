using Microsoft.AspNetCore.Authorization;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access;

/// <summary>Which roles and scopes each policy lets through. What names no policy is for signed-in people.</summary>
internal static class AccessPolicies
{
    public static void Configure(AuthorizationOptions options)
    {
        var view = People(Roles.Viewer, Roles.Responder, Roles.Manager, Roles.Admin);
        options.DefaultPolicy = view;
        options.FallbackPolicy = view;
        options.AddPolicy(Policies.View, view);
        options.AddPolicy(Policies.Respond, People(Roles.Responder, Roles.Admin));
        options.AddPolicy(Policies.Edit, People(Roles.Responder, Roles.Manager, Roles.Admin));
        options.AddPolicy(Policies.Manage, People(Roles.Manager, Roles.Admin));
        options.AddPolicy(Policies.Administer, People(Roles.Admin));
        options.AddPolicy(Policies.ApiRead, policy => policy.RequireAssertion(context =>
            Roles.All.Any(context.User.IsInRole) || context.User.HasClaim(Scopes.Claim, Scopes.ApiRead)));
        options.AddPolicy(Policies.ApiEdit, policy => policy.RequireAssertion(context =>
            new[] { Roles.Responder, Roles.Manager, Roles.Admin }.Any(context.User.IsInRole) || context.User.HasClaim(Scopes.Claim, Scopes.DashboardsWrite)));
        foreach (var scope in Scopes.All)
            options.AddPolicy(Policies.Scope(scope), policy => policy.RequireClaim(Scopes.Claim, scope));
    }

    private static AuthorizationPolicy People(params string[] roles)
        => new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole(roles).Build();
}
