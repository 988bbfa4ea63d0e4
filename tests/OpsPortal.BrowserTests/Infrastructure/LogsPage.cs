using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

internal static class LogsPage
{
    /// <summary>The page of lines in a window of the administrator's, ready to be used.</summary>
    /// <param name="query">LogQL, as it is.</param>
    /// <param name="more">Further parameters, each with its ampersand before.</param>
    public static async Task<(IPage Page, PageWatch Watch)> OpenLogsAsync(this Portal portal, string query, string more = "")
    {
        var (page, watch) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/logs?query=" + Uri.EscapeDataString(query) + more).ToString());
        await page.Locator(".op-log-editor[data-ready]").WaitForAsync();
        // The circuit takes over what was drawn first.
        await page.Locator("op-logs:not([data-early])").WaitForAsync();
        return (page, watch);
    }
}
