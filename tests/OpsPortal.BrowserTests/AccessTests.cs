using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>Accounts and tokens as an administrator and a new colleague meet them.</summary>
[Collection(nameof(Portal))]
public sealed class AccessTests(Portal portal)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Account_Made_SignsIn_SeesItsRole_AndIsThrownOutOfItsOpenPageWhenDisabled()
    {
        var name = "browser-" + Guid.NewGuid().ToString("N")[..6];
        var (admin, watch) = await portal.OpenAsync();
        await OpenAsync(admin, "/access");
        await admin.Locator("[data-testid=user-new]").ClickAsync();
        await Assertions.Expect(admin.GetByLabel("User name", new() { Exact = true })).ToBeFocusedAsync();
        await admin.GetByLabel("User name", new() { Exact = true }).FillAsync(name);
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync("Browser Test");
        await admin.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("responder");
        await admin.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await admin.ShouldBeAccessible();
        await admin.Locator("[data-testid=user-do]").ClickAsync();
        await Assertions.Expect(admin.Locator($"[data-testid=user-{name}]")).ToContainTextAsync("responder");

        var colleague = await portal.OpenAnonymousAsync();
        await colleague.GotoAsync(At("/system"));
        await colleague.ShouldBeAccessible();
        await colleague.GetByLabel("User name").FillAsync(name);
        await colleague.GetByLabel("Password").FillAsync(Password);
        await colleague.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await colleague.WaitForURLAsync(At("/system"));
        await Assertions.Expect(colleague.GetByRole(AriaRole.Link, new() { Name = "Access" })).ToHaveCountAsync(0);
        (await colleague.GotoAsync(At("/access")))!.Status.ShouldBe(403);
        await Assertions.Expect(colleague.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Not allowed");
        await OpenAsync(colleague, "/system");

        await admin.GetByRole(AriaRole.Button, new() { Name = $"Disable {name}" }).ClickAsync();
        await admin.Locator("[data-testid=user-do]").ClickAsync();
        await Assertions.Expect(admin.Locator($"[data-testid=user-{name}]")).ToContainTextAsync("disabled");

        await colleague.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/signin", new() { Timeout = 60_000 });
        watch.ShouldBeClean();
        await colleague.Context.DisposeAsync();
        await admin.Context.DisposeAsync();
    }

    [Fact]
    public async Task Token_Made_IsShownOnce_Works_AndEndsWhenRevoked()
    {
        var name = "browser-" + Guid.NewGuid().ToString("N")[..6];
        var (admin, watch) = await portal.OpenAsync();
        await OpenAsync(admin, "/access/tokens");
        await admin.Locator("[data-testid=token-new]").ClickAsync();
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await admin.GetByLabel("api:read").CheckAsync();
        await admin.ShouldBeAccessible();
        await admin.Locator("[data-testid=token-do]").ClickAsync();
        var secret = await admin.Locator("[data-testid=token-text]").InnerTextAsync();

        (await StatusAsync(secret)).ShouldBe(200);
        await OpenAsync(admin, "/access/tokens");
        (await admin.ContentAsync()).ShouldNotContain(secret);

        await admin.GetByRole(AriaRole.Button, new() { Name = $"Revoke {name}" }).ClickAsync();
        await admin.Locator("[data-testid=token-do]").ClickAsync();
        await Assertions.Expect(admin.Locator($"[data-testid='token-{name}']")).ToContainTextAsync("revoked");
        var status = 200;
        for (var tries = 0; tries < 12 && status == 200; tries++)
        {
            status = await StatusAsync(secret);
            await admin.WaitForTimeoutAsync(500);
        }
        status.ShouldBe(401);
        watch.ShouldBeClean();
        await admin.Context.DisposeAsync();
    }

    [Fact]
    public async Task Audit_ShowsWhatWasDone_AndThatItsChainIsWhole()
    {
        var (admin, watch) = await portal.OpenAsync();

        await admin.GotoAsync(At("/access/audit?action=session."));

        await Assertions.Expect(admin.Locator("[data-testid=chain-unbroken]")).ToBeVisibleAsync();
        await Assertions.Expect(admin.Locator("[data-testid=audit] tbody tr").First).ToContainTextAsync("session.begin");
        await admin.ShouldBeAccessible();
        watch.ShouldBeClean();
        await admin.Context.DisposeAsync();
    }

    private string At(string path) => new Uri(portal.Stack.Portal, path).ToString();

    private async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync(At(path));
        await page.TakenOverAsync();
    }

    private async Task<int> StatusAsync(string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (int)(await http.GetAsync(At("/openapi/v1.json"))).StatusCode;
    }
}
