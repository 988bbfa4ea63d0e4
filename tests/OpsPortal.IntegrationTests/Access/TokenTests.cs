using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Tokens;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Access;

public sealed class TokenTests(PortalFixture fixture, PostgresServer postgres) : IClassFixture<PortalFixture>
{
    private PortalHost Portal => fixture.Portal;

    [Theory]
    [InlineData(Scopes.MetricsRead, HttpStatusCode.OK)]
    [InlineData(Scopes.ApiRead, HttpStatusCode.Forbidden)]
    [InlineData(Scopes.AlertsWrite, HttpStatusCode.Forbidden)]
    public async Task Token_ForMetrics_NeedsItsScope(string scope, HttpStatusCode expected)
        => (await (await Portal.WithTokenAsync(scope)).GetAsync("/metrics")).StatusCode.ShouldBe(expected);

    [Fact]
    public async Task Token_OnAPage_IsRefused()
        => (await (await Portal.WithTokenAsync([.. Scopes.All, Scopes.GpuHost + "*"])).GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task Token_Unknown_Gets401AsProblem()
    {
        var client = Portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "opt_nobody-ever-made-this-one");

        var answer = await client.GetAsync("/metrics");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
    }

    [Fact]
    public async Task Token_Revoked_EndsWithinFiveSeconds()
    {
        var client = await Portal.WithTokenAsync(Scopes.MetricsRead);
        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var store = Portal.Services.GetRequiredService<TokenStore>();
        foreach (var token in await store.ListAsync(default))
            await store.RevokeAsync(Actor.System("tests"), token.Id, default);

        await Eventually.EqualAsync(async () => (await client.GetAsync("/metrics")).StatusCode, HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task Token_TextIsNotInTheDatabase()
    {
        var secret = await Accounts.CreateTokenAsync(Portal, [Scopes.ApiRead]);

        secret.ShouldStartWith("opt_");
        secret.Length.ShouldBe(47);
        await using var connection = await Portal.Database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<string>("SELECT string_agg(api_tokens::text, '') FROM api_tokens"))!.ShouldNotContain(secret);
        (await connection.ExecuteScalarAsync<string>("SELECT string_agg(audit_log::text, '') FROM audit_log"))!.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Token_Expired_Gets401()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var portal = await PortalHost.StartAsync(postgres, services: services => services.AddSingleton<TimeProvider>(clock));
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Accounts.CreateTokenAsync(portal, [Scopes.MetricsRead], clock.GetUtcNow().AddDays(1)));
        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);

        clock.Advance(TimeSpan.FromDays(2));

        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task DatabaseAway_UnknownToken503_KnownTokenWorksOn()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var cable = new TcpCable(new NpgsqlConnectionStringBuilder(database).Port);
        await using var portal = await PortalHost.StartAsync(postgres, database: new NpgsqlConnectionStringBuilder(database) { Port = cable.Port }.ConnectionString);
        var known = await portal.WithTokenAsync(Scopes.MetricsRead);
        (await known.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var unknown = portal.Anonymous();
        unknown.DefaultRequestHeaders.Authorization = new("Bearer", "opt_nobody-ever-made-this-one");

        cable.Cut();

        await Eventually.EqualAsync(async () => (await unknown.GetAsync("/api/v1/dashboard/overview")).StatusCode, HttpStatusCode.ServiceUnavailable);
        var answer = await unknown.GetAsync("/api/v1/dashboard/overview");
        answer.Headers.RetryAfter.ShouldNotBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var metrics = await known.GetAsync("/metrics");
        metrics.StatusCode.ShouldBe(HttpStatusCode.OK);

        cable.Mend();
        await Eventually.EqualAsync(async () => (await unknown.GetAsync("/api/v1/dashboard/overview")).StatusCode, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ProvisionedToken_FileChanges_OldTextEnds()
    {
        var database = await postgres.CreateDatabaseAsync();
        var file = Path.GetTempFileName();
        Dictionary<string, string> settings = new()
        {
            ["Access:ProvisionedTokens:0:Name"] = "prometheus",
            ["Access:ProvisionedTokens:0:Scopes"] = "metrics:read",
            ["Access:ProvisionedTokens:0:File"] = file,
        };
        foreach (var text in new[] { "first-text-of-the-token-file", "second-text-of-the-token-file" })
        {
            await File.WriteAllTextAsync(file, text + "\n");
            await using var portal = await PortalHost.StartAsync(postgres, settings, database: database);
            (await StatusAsync(portal, text)).ShouldBe(HttpStatusCode.OK);
            if (text.StartsWith("second"))
                (await StatusAsync(portal, "first-text-of-the-token-file")).ShouldBe(HttpStatusCode.Unauthorized);
        }
        await postgres.DropDatabaseAsync(database);
        File.Delete(file);

        static async Task<HttpStatusCode> StatusAsync(PortalHost portal, string token)
        {
            var client = portal.Anonymous();
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            return (await client.GetAsync("/metrics")).StatusCode;
        }
    }

    [Fact]
    public async Task Token_LastUsed_IsKeptCoarsely()
    {
        var client = await Portal.WithTokenAsync(Scopes.MetricsRead);
        await client.GetAsync("/metrics");

        await Portal.Services.GetRequiredService<TokenUse>().WriteAsync(default);

        (await Portal.Services.GetRequiredService<TokenStore>().ListAsync(default)).ShouldContain(token => token.LastUsedAt != null);
    }
}
