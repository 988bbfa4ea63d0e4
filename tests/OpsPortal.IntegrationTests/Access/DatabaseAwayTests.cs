using System.Net;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

/// <summary>The portal's own database is away: nobody is thrown out, and every page says what it can't show.</summary>
public sealed class DatabaseAwayTests(PostgresServer postgres)
{
    [Fact]
    public async Task SignedIn_PagesStayOpenWithWords_SignInSaysWhy_AndAllHeals()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var cable = new TcpCable(new NpgsqlConnectionStringBuilder(database).Port);
        await using var portal = await PortalHost.StartAsync(postgres, database: new NpgsqlConnectionStringBuilder(database) { Port = cable.Port }.ConnectionString);
        var (client, name) = await Accounts.SignInAsync(portal, Roles.Admin);

        cable.Cut();

        foreach (var page in new[] { "/access", "/access/tokens", "/access/audit", "/account", "/system" })
        {
            var answer = await client.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("be reached now", customMessage: page);
        }
        var signIn = await Accounts.SignInAsync(portal.Anonymous(), name, Accounts.Password);
        signIn.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await signIn.Content.ReadAsStringAsync()).ShouldContain("needs the portal&#x27;s database");

        cable.Mend();
        await Eventually.EqualAsync(async () => (await client.GetStringAsync("/access")).Contains("user-" + name), true);
    }
}
