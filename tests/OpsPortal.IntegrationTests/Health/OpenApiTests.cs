using System.Net;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Health;

public sealed class OpenApiTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Document_Anonymous_IsRefused()
        => (await fixture.Portal.Anonymous().GetAsync("/openapi/v1.json")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Document_Token_NamesTheApiItsScopesAndNothingOfThePages()
    {
        var client = await fixture.Portal.WithTokenAsync(Scopes.ApiRead);

        using var json = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));

        var paths = json.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        string[] expected =
        [
            "/api/v1/alertmanager/webhook", "/api/v1/events", "/api/v1/gpu/frames", "/api/v1/dashboard/overview", "/api/v1/dashboard/performance",
            "/api/v1/dashboard/models", "/api/v1/dashboard/costs", "/api/v1/query_range", "/health", "/ready", "/live", "/metrics",
        ];
        expected.Except(paths).ShouldBeEmpty();
        paths.ShouldAllBe(path => path.StartsWith("/api/v1/") || path == "/health" || path == "/ready" || path == "/live" || path == "/metrics");
        json.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString().ShouldBe("bearer");
        json.RootElement.GetProperty("security").GetArrayLength().ShouldBe(1);
    }
}
