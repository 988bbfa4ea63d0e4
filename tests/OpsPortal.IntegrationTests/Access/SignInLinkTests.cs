using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Access;

public sealed class SignInLinkTests(PostgresServer postgres)
{
    [Fact]
    public async Task Link_FirstUse_SignsInAsAdmin_SecondSaysSpent()
    {
        await using var portal = await StartAsync();
        var link = await ReadLinkAsync(portal);
        var first = portal.Anonymous();

        var answer = await Accounts.PostFormAsync(first, link, []);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await first.GetStringAsync("/account")).ShouldContain("local-admin");
        var again = await portal.Anonymous().GetAsync(link);
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await again.Content.ReadAsStringAsync()).ShouldContain("used already");
    }

    [Fact]
    public async Task Link_LookedAtOnly_StaysGood()
    {
        await using var portal = await StartAsync();
        var link = await ReadLinkAsync(portal);

        (await portal.Anonymous().GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await portal.Anonymous().GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Accounts.PostFormAsync(portal.Anonymous(), link, [])).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task Link_PressedByTwoAtOnce_SignsInOne()
    {
        await using var portal = await StartAsync();
        var link = await ReadLinkAsync(portal);

        // Each has the page before any of them presses: afterwards the page itself is gone.
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => portal.Anonymous()).Select(async client => (Client: client, Form: await Accounts.GetFormAsync(client, link, []))));

        var answers = await Task.WhenAll(people.Select(one => Task.Run(() => one.Client.PostAsync(link, one.Form))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Found).ShouldBe(1);
    }

    [Fact]
    public async Task Link_OlderThanFifteenMinutes_IsSpent()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var portal = await StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        var link = await ReadLinkAsync(portal);

        clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));

        (await portal.Anonymous().GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task LinkFile_IsTheOwnersAlone_AndItsSecretIsNotInTheDatabase()
    {
        await using var portal = await StartAsync();
        var link = await ReadLinkAsync(portal);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(portal.Folder, "link")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        link.Split('=')[^1].Length.ShouldBe(43);
        await using var connection = await portal.Database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<string>("SELECT string_agg(sign_in_links::text, '') FROM sign_in_links"))!.ShouldNotContain(link.Split('=')[^1]);
    }

    [Fact]
    public async Task LinkFile_NotSet_NobodyIsMade()
    {
        await using var portal = await PortalHost.StartAsync(postgres);

        await using var connection = await portal.Database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM accounts")).ShouldBe(0);
    }

    private async Task<PortalHost> StartAsync(Action<IServiceCollection>? services = null)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("opsportal-link-").FullName, "link");
        var portal = await PortalHost.StartAsync(postgres, new() { ["Access:SignInLinkFile"] = file }, services);
        File.Move(file, Path.Combine(portal.Folder, "link"));
        Directory.Delete(Path.GetDirectoryName(file)!);
        return portal;
    }

    /// <summary>The link's path.</summary>
    private static async Task<string> ReadLinkAsync(PortalHost portal)
    {
        var link = (await File.ReadAllTextAsync(Path.Combine(portal.Folder, "link"))).Trim();
        link.ShouldStartWith(portal.BaseUrl + "/signin/link?key=");
        return link[portal.BaseUrl.Length..];
    }
}
