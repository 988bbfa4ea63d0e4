using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>One person's browser tab: components that bUnit draws over the services, and so the database, of a running portal.</summary>
internal sealed class DrawnPages : BunitContext
{
    /// <param name="id">The account's id.</param>
    /// <param name="instead">Registers what takes the place of the portal's services.</param>
    public DrawnPages(PortalHost portal, string id, string name, string role, Action<IServiceCollection>? instead = null)
    {
        Services.AddFallbackServiceProvider(portal.Services);
        // The test library registers stand-ins for these.
        Services.AddSingleton(portal.Services.GetRequiredService<IAuthorizationService>()).AddSingleton(portal.Services.GetRequiredService<IAuthorizationPolicyProvider>());
        Services.AddSingleton<AuthenticationStateProvider>(new Person(id, name, role));
        instead?.Invoke(Services);
        RenderTree.Add<CascadingAuthenticationState>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>A database that is away: port 1 of this machine answers nobody.</summary>
    public static NpgsqlDataSource Away { get; } = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=1");

    /// <summary>Where the person is.</summary>
    public string At => new Uri(Services.GetRequiredService<NavigationManager>().Uri).PathAndQuery;

    /// <summary>
    /// Everything that can be pressed or filled in can be so without a mouse, and has a name that is read out: native controls only, each with
    /// words, a label or an <c>aria-label</c>.
    /// </summary>
    public static void ShouldBeUsableByKeyboard<T>(IRenderedComponent<T> page) where T : IComponent
    {
        page.FindAll("*").Where(one => one.HasAttribute("blazor:onclick") && one.LocalName is not ("button" or "a" or "input" or "summary")).Select(one => one.OuterHtml).ShouldBeEmpty();
        page.FindAll("button, a").Where(one => one.TextContent.Trim().Length == 0 && !one.HasAttribute("aria-label")).Select(one => one.OuterHtml).ShouldBeEmpty();
        page.FindAll("input, select, textarea").Where(one => !IsNamed(page, one)).Select(one => one.OuterHtml).ShouldBeEmpty();
        page.FindAll("[tabindex]").Where(one => int.Parse(one.GetAttribute("tabindex")!) > 0).ShouldBeEmpty();
    }

    private static bool IsNamed<T>(IRenderedComponent<T> page, IElement control) where T : IComponent
        => control.HasAttribute("aria-label") || control.Closest("label") is not null || control.Id is { } id && page.FindAll($"label[for='{id}']").Count == 1;

    private sealed class Person(string id, string name, string role) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Name, name), new(ClaimTypes.Role, role)], "test"))));
    }
}
