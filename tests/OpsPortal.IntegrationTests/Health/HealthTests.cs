using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Health;

public sealed class HealthTests(PortalFixture fixture, PostgresServer postgres) : IClassFixture<PortalFixture>
{
    private PortalHost Portal => fixture.Portal;

    [Fact]
    public async Task LiveAndReady_Anonymous_Answer200()
    {
        var client = Portal.Anonymous();

        (await client.GetAsync("/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_Anonymous_HasNoDetails()
    {
        using var json = JsonDocument.Parse(await Portal.Anonymous().GetStringAsync("/health"));

        json.RootElement.GetProperty("status").GetString().ShouldBe("healthy");
        json.RootElement.GetProperty("details").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Health_TokenWithApiRead_ListsBackEnds()
    {
        var client = await Portal.WithTokenAsync(Scopes.ApiRead);

        using var json = JsonDocument.Parse(await client.GetStringAsync("/health"));

        json.RootElement.GetProperty("details").GetProperty("backends").EnumerateArray()
            .ShouldContain(one => one.GetProperty("name").GetString() == "PostgreSQL" && one.GetProperty("status").GetString() != "unhealthy");
    }

    [Fact]
    public async Task Metrics_TokenWithMetricsRead_PassPromtool()
    {
        var client = await Portal.WithTokenAsync(Scopes.MetricsRead);
        await client.GetAsync("/live");

        var answer = await client.GetAsync("/metrics");
        var text = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        text.ShouldContain("opsportal_build_info{version=");
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        text.ShouldContain("process_start_time_seconds ");
        (await PromtoolAsync(text)).ShouldBe("");
    }

    [Theory]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Manager, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Admin, HttpStatusCode.OK)]
    public async Task Metrics_Role_OnlyAdmins(string role, HttpStatusCode expected)
        => (await (await Portal.SignedInAsync(role)).GetAsync("/metrics")).StatusCode.ShouldBe(expected);

    [Fact]
    public async Task DatabaseAway_HealthAndReady503_LiveStays_AndHeals()
    {
        var database = await postgres.CreateDatabaseAsync();
        var direct = new NpgsqlConnectionStringBuilder(database);
        await using var cable = new TcpCable(direct.Port);
        await using var portal = await PortalHost.StartAsync(postgres, database: new NpgsqlConnectionStringBuilder(database) { Port = cable.Port }.ConnectionString);
        var client = portal.Anonymous();
        (await client.GetAsync("/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        cable.Cut();
        await Eventually.EqualAsync(async () => (await client.GetAsync("/ready")).StatusCode, HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        cable.Mend();
        await Eventually.EqualAsync(async () => (await client.GetAsync("/ready")).StatusCode, HttpStatusCode.OK);
    }

    private static async Task<string> PromtoolAsync(string text)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync() + await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return said;
    }
}
