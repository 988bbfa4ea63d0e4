using System.Text.Json;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench;

/// <summary>A signed-in administrator; every page opened from it has an empty cache.</summary>
internal sealed class Session(IBrowser browser, string state)
{
    /// <summary>The session as a header, for requests that no browser makes.</summary>
    public string CookieHeader => string.Join("; ", JsonDocument.Parse(state).RootElement.GetProperty("cookies").EnumerateArray().Select(cookie => $"{cookie.GetProperty("name").GetString()}={cookie.GetProperty("value").GetString()}"));

    public static async Task<Session> SignInAsync(IBrowser browser, Stack stack)
    {
        // As large as the pages that are opened later: a browser tells the portal how much room it has.
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(stack.SignInLink.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForSelectorAsync("[data-testid=service-tiles]");
        // An older portal asks for nothing of the kind.
        for (var tries = 0; tries < 50 && (await context.CookiesAsync()).All(cookie => cookie.Name != "op-room"); tries++)
            await page.WaitForTimeoutAsync(100);
        return new Session(browser, await context.StorageStateAsync());
    }

    public async Task<IPage> OpenAsync(Stack stack, bool phone = false, bool light = false)
    {
        var context = await browser.NewContextAsync(new()
        {
            StorageState = state,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
            ColorScheme = light ? ColorScheme.Light : ColorScheme.Dark,
        });
        await context.AddCookiesAsync([new() { Name = "op-theme", Value = light ? "light" : "dark", Url = stack.Portal.ToString() }]);
        return await context.NewPageAsync();
    }
}
