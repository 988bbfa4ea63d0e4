using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

public sealed class SecretTests(PostgresServer postgres)
{
    [Fact]
    public async Task Log_OfSignInsLinksAndTokens_HoldsNoSecret_AlsoWhileTheDatabaseIsAway()
    {
        using var log = new CapturedLog();
        var file = Path.GetTempFileName();
        var database = await postgres.CreateDatabaseAsync();
        await using var cable = new TcpCable(new NpgsqlConnectionStringBuilder(database).Port);
        await using var portal = await PortalHost.StartAsync(
            postgres, new() { ["Access:SignInLinkFile"] = file, ["Logging:LogLevel:Default"] = "Debug" },
            services => services.AddSingleton<ILoggerProvider>(log), new NpgsqlConnectionStringBuilder(database) { Port = cable.Port }.ConnectionString);
        var link = (await File.ReadAllTextAsync(file)).Trim()[portal.BaseUrl.Length..];
        var token = await Accounts.CreateTokenAsync(portal, [Scopes.MetricsRead]);
        var machine = portal.Anonymous();
        machine.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var name = await Accounts.CreateAsync(portal, Roles.Viewer);

        await machine.GetAsync("/metrics");
        await machine.GetAsync("/api/v1/dashboard/overview");
        await Accounts.SignInAsync(portal.Anonymous(), name, "a wrong password, typed");
        await Accounts.SignInAsync(portal.Anonymous(), "a wrong password, typed", "x");
        cable.Cut();
        (await portal.Anonymous().GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await Accounts.SignInAsync(portal.Anonymous(), name, Accounts.Password);
        cable.Mend();
        await Eventually.EqualAsync(async () => (await portal.Anonymous().GetAsync(link)).StatusCode, HttpStatusCode.OK);
        (await Accounts.PostFormAsync(portal.Anonymous(), link, [])).StatusCode.ShouldBe(HttpStatusCode.Found);

        log.Lines.ShouldContain(line => line.Contains("A sign-in from 127.0.0.1 was refused"));
        foreach (var secret in new[] { link.Split('=')[^1], token, Accounts.Password, "a wrong password, typed" })
            log.Lines.Where(line => line.Contains(secret)).ShouldBeEmpty();
        File.Delete(file);
    }
}
