using Microsoft.Playwright;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>One stack and one Chromium for all tests; signed in once by the one-time link.</summary>
public sealed class Portal : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _signedIn;

    public Stack Stack { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        // Two cores run the browser and all that it looks at: what is waited for may take its time, what is wrong stays wrong.
        Assertions.SetDefaultExpectTimeout(20_000);
        Stack = await Stack.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
        await using var context = await SignInAsync(Stack);
        _signedIn = await context.StorageStateAsync();
    }

    /// <summary>A browser window that used a stack's one-time link.</summary>
    public async Task<IBrowserContext> SignInAsync(Stack stack)
    {
        var context = await NewWindowAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(stack.SignInLink.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Overview" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        return context;
    }

    /// <summary>A new browser window of the signed-in administrator.</summary>
    public async Task<(IPage Page, PageWatch Watch)> OpenAsync(bool phone = false, bool light = false)
    {
        var context = await NewWindowAsync(new()
        {
            StorageState = _signedIn,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
            ColorScheme = light ? ColorScheme.Light : ColorScheme.Dark,
        });
        await context.AddCookiesAsync([new() { Name = "op-theme", Value = light ? "light" : "dark", Url = Stack.Portal.ToString() }]);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        page.SetDefaultNavigationTimeout(60_000);
        return (page, new PageWatch(page, Stack.Portal));
    }

    /// <summary>A window that nobody signed in.</summary>
    public async Task<IPage> OpenAnonymousAsync() => await (await NewWindowAsync(new())).NewPageAsync();

    private async Task<IBrowserContext> NewWindowAsync(BrowserNewContextOptions options)
    {
        var context = await _browser!.NewContextAsync(options);
        await context.CanBeStillAsync();
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Stack is not null)
            await Stack.DisposeAsync();
    }
}

[CollectionDefinition(nameof(Portal))]
public sealed class PortalTests : ICollectionFixture<Portal>;
