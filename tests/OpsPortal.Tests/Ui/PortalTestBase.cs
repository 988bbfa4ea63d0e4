using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Features.Access;
using OpsPortal.Live;
using OpsPortal.Storage;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

/// <summary>A page of the portal by its own policies and catalog, for a person who is signed in, with a database that is away.</summary>
public abstract class PortalTestBase : BunitContext
{
    private readonly Session _session;

    /// <param name="role">One of <c>Roles</c>.</param>
    protected PortalTestBase(DateTimeOffset now, string role)
    {
        Clock = new FakeClock(now);
        _session = new Session { Role = role };
        Services.AddTakeovers().AddSingleton<ChangeFeed>();
        Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Database).AddSingleton(new AuditLog(Clock)).AddLogging()
            .AddSingleton(ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null));
        // The portal's own policies: the test library registers stand-ins, which must be replaced.
        Services.AddAuthorizationCore(AccessPolicies.Configure);
        Services.AddSingleton<IAuthorizationService, DefaultAuthorizationService>().AddSingleton<IAuthorizationPolicyProvider, DefaultAuthorizationPolicyProvider>();
        Services.AddSingleton<AuthenticationStateProvider>(_session);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>The last of a test's set-up: from here on no service can be added.</summary>
    protected void SignIn()
    {
        RenderTree.Add<CascadingAuthenticationState>();
        SetRendererInfo(new RendererInfo("Server", true));
    }

    private protected FakeClock Clock { get; }

    // Port 1 of this machine answers nobody.
    protected NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=1");

    /// <summary>Whoever looks next is that.</summary>
    protected string Role
    {
        set => _session.Role = value;
    }

    private sealed class Session : AuthenticationStateProvider
    {
        public required string Role { get; set; }

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, "u-ben"), new(ClaimTypes.Name, "Ben"), new(ClaimTypes.Role, Role)], "test"))));
    }
}
