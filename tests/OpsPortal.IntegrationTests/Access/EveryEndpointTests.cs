using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

/// <summary>Walks everything that is mapped, so that a new page or endpoint can't be open by mistake.</summary>
public sealed class EveryEndpointTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    /// <summary>What strangers may have. Whoever adds to this list says why it tells them nothing.</summary>
    private static readonly string[] Open =
    [
        "/signin", "/signin/link", "/signout", "/live", "/ready", "/health", "/error", "/not-found",
        // A schedule for calendar programs: the address holds a secret, every other one is not found.
        "/calendars/{secret:length(32)}.ics",
    ];

    /// <summary>Programs that sign what they send, instead of having a token: refused without a good signature.</summary>
    private static readonly string[] Signed = ["/api/v1/callbacks/{channel:guid}"];

    private PortalHost Portal => fixture.Portal;

    [Fact]
    public async Task Anonymous_EveryEndpoint_IsRefusedUnlessListed()
    {
        var wrong = new List<string>();
        var client = Portal.Anonymous();
        foreach (var endpoint in Endpoints())
        {
            var pattern = Pattern(endpoint);
            if (IsAsset(endpoint) || Open.Contains(pattern))
                continue;
            foreach (var method in Methods(endpoint))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Fill(pattern));
                var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var sentToSignIn = answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location!.ToString().Contains("/signin?");
                if (!sentToSignIn && answer.StatusCode != HttpStatusCode.Unauthorized)
                    wrong.Add($"{method} {pattern} answered {(int)answer.StatusCode}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Open_EveryListed_IsThere() => Open.Concat(Signed).Except(Endpoints().Select(Pattern)).ShouldBeEmpty();

    [Fact]
    public void Programs_EveryEndpointUnderApi_NamesItsPolicy()
        => Endpoints().Where(endpoint => Pattern(endpoint).StartsWith("/api/") && !Signed.Contains(Pattern(endpoint)))
            .Where(endpoint => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy is null) && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null)
            .Select(Pattern).ShouldBeEmpty();

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Responder)]
    [InlineData(Roles.Manager)]
    [InlineData(Roles.Admin)]
    public async Task Role_EveryPage_FollowsItsPolicy(string role)
    {
        var client = await Portal.SignedInAsync(role);
        var wrong = new List<string>();
        foreach (var endpoint in Endpoints().Where(endpoint => !IsAsset(endpoint) && Methods(endpoint).Contains("GET")))
        {
            var pattern = Pattern(endpoint);
            if (Open.Contains(pattern) || pattern.StartsWith("/_") || pattern.StartsWith("/hubs"))
                continue;
            var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, Fill(pattern)), HttpCompletionOption.ResponseHeadersRead);
            var allowed = Allows(endpoint, role);
            if (allowed == (answer.StatusCode == HttpStatusCode.Forbidden) || answer.StatusCode == HttpStatusCode.InternalServerError)
                wrong.Add($"GET {pattern} answered {(int)answer.StatusCode} to {role}, who {(allowed ? "may" : "may not")}");
        }
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/access", Roles.Admin)]
    [InlineData("/access/tokens", Roles.Admin)]
    [InlineData("/access/audit", Roles.Admin)]
    public async Task Page_OfAdmins_IsRefusedToOthersWithWords(string page, string allowed)
    {
        foreach (var role in Roles.All)
        {
            var answer = await (await Portal.SignedInAsync(role)).GetAsync(page);
            answer.StatusCode.ShouldBe(role == allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
            if (role != allowed)
                (await answer.Content.ReadAsStringAsync()).ShouldContain("Not allowed");
        }
    }

    private static bool Allows(RouteEndpoint endpoint, string role)
    {
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToArray();
        if (endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is { } own && own.Requirements.Any(one => one is AssertionRequirement) && policies.Length == 0)
            return role == Roles.Admin;
        return policies.All(policy => policy switch
        {
            Policies.View or Policies.ApiRead => true,
            Policies.Respond => role is Roles.Responder or Roles.Admin,
            Policies.Edit => role != Roles.Viewer,
            Policies.Manage => role is Roles.Manager or Roles.Admin,
            Policies.Administer => role == Roles.Admin,
            _ => false,
        });
    }

    private IEnumerable<RouteEndpoint> Endpoints() => Portal.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct();

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    // Styles, scripts and icons: the same for everybody, and in the repository.
    private static bool IsAsset(Endpoint endpoint) => endpoint.Metadata.Any(one => one.GetType().Name == "StaticAssetDescriptor");

    private static IEnumerable<string> Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : ["GET"];

    private static string Fill(string pattern) => System.Text.RegularExpressions.Regex.Replace(pattern, @"\{\*{0,2}([A-Za-z]+)[^}]*\}", match => match.Value.Contains(":int") || match.Value.Contains(":long") ? "1" : "x");
}
