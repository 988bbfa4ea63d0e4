using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Audit;
using OpsPortal.Features.Access.Links;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Features.Access.Sessions;
using OpsPortal.Features.Access.Tokens;

namespace OpsPortal.Features.Access;

/// <summary>Who may do what: sign-in, accounts, roles, API tokens, the audit log's page.</summary>
public static class AccessSetup
{
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AccessOptions>().BindConfiguration("Access").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsCheck>();
        services.AddSingleton<AccessDirectory>();
        services.AddHostedService<AccessChanges>();
        services.AddSingleton<IPeople, People>();
        services.AddSingleton<IPortalAddress, PortalAddress>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<SignInService>();
        services.AddSingleton<SignInLinks>();
        services.AddHostedService<SignInLinkFile>();
        services.AddSingleton<TokenStore>();
        services.AddHostedService<ProvisionedTokens>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<TokenUse>();
        services.AddHostedService(all => all.GetRequiredService<TokenUse>());
        services.AddSingleton<AuditReader>();
        services.AddHostedService<AuditWatch>();
        services.AddSingleton<SessionCheck>();
        services.AddSingleton<HubSessions>();
        services.AddHostedService(all => all.GetRequiredService<HubSessions>());
        services.Configure<HubOptions>(hub => hub.AddFilter<HubSessions>());
        services.AddScoped<SessionCookieEvents>();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddTransient<IClaimsTransformation, AddressClaim>();
        AddKeys(builder);
        AddSchemes(services);
        services.AddAuthorization(AccessPolicies.Configure);
        return builder;
    }

    /// <summary>Before whatever maps endpoints.</summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        return app;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.MapSessionEndpoints();
        app.MapAuditEndpoints();
        return app;
    }

    private static void AddKeys(WebApplicationBuilder builder)
    {
        var path = builder.Configuration["Access:KeysPath"] is { Length: > 0 } set
            ? Path.GetFullPath(set, builder.Environment.ContentRootPath)
            : Path.Combine(builder.Environment.ContentRootPath, ".data", "keys");
        var folder = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        builder.Services.AddDataProtection().SetApplicationName("OpsPortal").PersistKeysToFileSystem(folder);
    }

    private static void AddSchemes(IServiceCollection services) => services
        .AddAuthentication("either")
        .AddPolicyScheme("either", null, options => options.ForwardDefaultSelector = context =>
            ApiTokenHandler.IsOffered(context.Request) ? ApiTokenHandler.SchemeName : Session.Scheme)
        .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.SchemeName, null)
        .AddCookie(Session.Scheme, options =>
        {
            options.Cookie.Name = "opsportal";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = true;
            options.LoginPath = "/signin";
            options.ReturnUrlParameter = "returnUrl";
            options.EventsType = typeof(SessionCookieEvents);
        });
}
