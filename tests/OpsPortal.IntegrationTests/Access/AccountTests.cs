using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

public sealed class AccountTests(PortalFixture fixture, PostgresServer postgres) : IClassFixture<PortalFixture>
{
    private static readonly Actor Tests = Actor.System("tests");

    private PortalHost Portal => fixture.Portal;

    private AccountStore Store => Portal.Services.GetRequiredService<AccountStore>();

    [Fact]
    public async Task Disable_Account_EndsItsSession()
    {
        var (client, name) = await Accounts.SignInAsync(Portal, Roles.Viewer);

        (await Store.DisableAsync(Tests, (await Store.FindAsync(name, default))!.Id, default)).ShouldBeNull();

        await Eventually.EqualAsync(async () => (await client.GetAsync("/account")).StatusCode, HttpStatusCode.Found);
        (await Accounts.SignInAsync(Portal.Anonymous(), name, Accounts.Password)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SetRole_Account_EndsItsSession()
    {
        var (client, name) = await Accounts.SignInAsync(Portal, Roles.Manager);

        (await Store.SetRoleAsync(Tests, (await Store.FindAsync(name, default))!.Id, Roles.Viewer, default)).ShouldBeNull();

        await Eventually.EqualAsync(async () => (await client.GetAsync("/account")).StatusCode, HttpStatusCode.Found);
    }

    [Fact]
    public async Task ChangePassword_OwnAccount_KeepsThisSessionAndEndsOthers()
    {
        var (here, name) = await Accounts.SignInAsync(Portal, Roles.Viewer);
        var elsewhere = Portal.Anonymous();
        (await Accounts.SignInAsync(elsewhere, name, Accounts.Password)).StatusCode.ShouldBe(HttpStatusCode.Found);

        var answer = await Accounts.PostFormAsync(here, "/account", new() { ["Input.Current"] = Accounts.Password, ["Input.New"] = "another horse staple" }, "password");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        await Eventually.EqualAsync(async () => (await elsewhere.GetAsync("/account")).StatusCode, HttpStatusCode.Found);
        (await here.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Accounts.SignInAsync(Portal.Anonymous(), name, "another horse staple")).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task ChangePassword_WrongCurrentOne_ChangesNothing()
    {
        var (client, name) = await Accounts.SignInAsync(Portal, Roles.Viewer);

        var answer = await Accounts.PostFormAsync(client, "/account", new() { ["Input.Current"] = "wrong", ["Input.New"] = "another horse staple" }, "password");

        (await answer.Content.ReadAsStringAsync()).ShouldContain("account-problem");
        (await Accounts.SignInAsync(Portal.Anonymous(), name, Accounts.Password)).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Theory]
    [InlineData("short", "at least 12 characters")]
    [InlineData("aaaaaaaaaaaaaaaa", "repeats")]
    [InlineData("my-user-name-and-more", "must not hold the user name")]
    public async Task Create_WeakPassword_SaysWhy(string password, string words)
        => (await Store.CreateAsync(Tests, "my-user-name", "Name", Roles.Viewer, password, default))!.ShouldContain(words);

    [Fact]
    public async Task Create_SameNameInOtherCase_IsRefused()
    {
        var name = await Accounts.CreateAsync(Portal, Roles.Viewer);

        (await Store.CreateAsync(Tests, name.ToUpperInvariant(), "Name", Roles.Viewer, Accounts.Password, default))!.ShouldContain("already");
    }

    [Fact]
    public async Task LastAdmin_CanNeitherBeDisabledNorDemoted_AlsoByTwoAtOnce()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        var store = portal.Services.GetRequiredService<AccountStore>();
        var one = (await store.FindAsync(await Accounts.CreateAsync(portal, Roles.Admin), default))!.Id;

        (await store.DisableAsync(Tests, one, default))!.ShouldContain("last administrator");
        (await store.SetRoleAsync(Tests, one, Roles.Viewer, default))!.ShouldContain("last administrator");

        var two = (await store.FindAsync(await Accounts.CreateAsync(portal, Roles.Admin), default))!.Id;
        var answers = await Task.WhenAll(store.DisableAsync(Tests, one, default), store.SetRoleAsync(Tests, two, Roles.Viewer, default));
        answers.Count(answer => answer is null).ShouldBe(1);
        (await store.ListAsync(default)).Count(account => account is { Role: Roles.Admin, DisabledAt: null }).ShouldBe(1);
    }
}
