using System.Net;
using Dapper;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

public sealed class SignInTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private PortalHost Portal => fixture.Portal;

    [Fact]
    public async Task SignIn_RightPassword_OpensThePages()
    {
        var client = await Portal.SignedInAsync(Roles.Viewer);

        (await client.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SignIn_WrongPasswordAndUnknownUser_SameAnswer()
    {
        var name = await Accounts.CreateAsync(Portal, Roles.Viewer);

        var wrong = await Accounts.SignInAsync(Portal.Anonymous(), name, "not the password");
        var unknown = await Accounts.SignInAsync(Portal.Anonymous(), "nobody-here", "not the password");

        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("password don&#x27;t fit, or the account is locked");
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("password don&#x27;t fit, or the account is locked");
    }

    [Fact]
    public async Task SignIn_FiveWrongPasswords_LocksEvenTheRightOneAndIsAudited()
    {
        var name = await Accounts.CreateAsync(Portal, Roles.Viewer);
        var client = Portal.Anonymous();
        for (var i = 0; i < 5; i++)
            await Accounts.SignInAsync(client, name, "not the password");

        var right = await Accounts.SignInAsync(client, name, Accounts.Password);

        right.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await using var connection = await Portal.Database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM audit_log WHERE action = 'user.lock' AND subject = @subject", new { subject = "user:" + name })).ShouldBe(1);
    }

    [Fact]
    public async Task SignIn_TooOftenForOneAccount_IsRefusedBeforeTheDatabase()
    {
        var client = Portal.Anonymous();
        HttpResponseMessage last = null!;
        for (var i = 0; i < 11; i++)
            last = await Accounts.SignInAsync(client, "often-tried", "not the password");

        last.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("/models?from=now-1h", "/models?from=now-1h")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    public async Task SignIn_ReturnUrl_StaysHere(string asked, string expected)
    {
        var name = await Accounts.CreateAsync(Portal, Roles.Viewer);

        var answer = await Accounts.SignInAsync(Portal.Anonymous(), name, Accounts.Password, asked);

        new Uri(new Uri(Portal.BaseUrl), answer.Headers.Location!).ShouldBe(new Uri(new Uri(Portal.BaseUrl), expected));
    }

    [Fact]
    public async Task SignOut_WithoutToken_IsRefused()
    {
        var client = await Portal.SignedInAsync(Roles.Viewer);

        var answer = await client.PostAsync("/signout", new FormUrlEncodedContent([]));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Cookie_IsHttpOnlyAndLax()
    {
        var name = await Accounts.CreateAsync(Portal, Roles.Viewer);

        var answer = await Accounts.SignInAsync(Portal.Anonymous(), name, Accounts.Password);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("opsportal="));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
    }
}
