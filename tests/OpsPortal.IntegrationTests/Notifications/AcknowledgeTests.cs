using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Links;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>The link in a message: looking does nothing, one tap acknowledges, once, as the right person, in time.</summary>
public sealed class AcknowledgeTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private readonly PortalHost _portal = fixture.Portal;

    [Fact]
    public async Task Link_OpenedThenTapped_AcknowledgesOnTheTapOnly()
    {
        var (client, name) = await Accounts.SignInAsync(_portal, Roles.Responder);
        var number = await IncidentAsync();
        var path = await PathAsync(name, number);

        (await client.GetStringAsync(path)).ShouldContain("Acknowledge INC-" + number);
        (await AcknowledgedByAsync(number)).ShouldBeNull();
        var answer = await Accounts.PostFormAsync(client, path, [], "acknowledge");

        (await answer.Content.ReadAsStringAsync()).ShouldContain("Acknowledged. It is with you.");
        (await AcknowledgedByAsync(number)).ShouldBe("Test responder");
        (await client.GetStringAsync(path)).ShouldContain("acknowledged it already");
    }

    [Fact]
    public async Task Link_NotSignedIn_ComesBackAfterSignIn()
    {
        var number = await IncidentAsync();
        var name = await Accounts.CreateAsync(_portal, Roles.Responder);
        var path = await PathAsync(name, number);
        var client = _portal.Anonymous();

        var sent = await client.GetAsync(path);
        sent.StatusCode.ShouldBe(HttpStatusCode.Found);
        var answer = await Accounts.SignInAsync(client, name, Accounts.Password, path);

        answer.Headers.Location!.OriginalString.ShouldEndWith(path);
    }

    [Fact]
    public async Task Link_OfSomebodyElseChangedOrOld_AcknowledgesNothing()
    {
        var (client, name) = await Accounts.SignInAsync(_portal, Roles.Responder);
        var number = await IncidentAsync();
        var others = await PathAsync(await Accounts.CreateAsync(_portal, Roles.Responder), number);
        var own = await PathAsync(name, number);

        (await client.GetStringAsync(others)).ShouldContain("made for somebody else");
        (await client.GetStringAsync(own[..^3] + "AAA")).ShouldContain("not whole");
        (await client.GetStringAsync(AcknowledgeLinks.Path)).ShouldContain("not whole");
        (await AcknowledgedByAsync(number)).ShouldBeNull();
    }

    private async Task<string> PathAsync(string userName, long incident)
    {
        await using var connection = await _portal.Database.OpenConnectionAsync();
        var id = await connection.QuerySingleAsync<Guid>("SELECT id FROM accounts WHERE user_name = @userName", new { userName });
        return new Uri(_portal.Services.GetRequiredService<AcknowledgeLinks>().Make(incident, id.ToString(), Random.Shared.NextInt64())).PathAndQuery;
    }

    private async Task<long> IncidentAsync()
    {
        await using var connection = await _portal.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<long>(
            "INSERT INTO incidents (origin, correlation, title, priority, status, opened_at, due_from, updated_at) VALUES ('declared', 'declared', 'Broken', 1, 'open', now(), now(), now()) RETURNING number");
    }

    private async Task<string?> AcknowledgedByAsync(long number)
    {
        await using var connection = await _portal.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<string?>("SELECT acknowledged_by FROM incidents WHERE number = @number", new { number });
    }
}
