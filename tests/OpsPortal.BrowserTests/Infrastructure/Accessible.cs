using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>What stands in the way of people who can't see well, or use no mouse.</summary>
internal static class Accessible
{
    private const int Tries = 4;

    /// <summary>Nothing that axe calls serious or critical.</summary>
    public static async Task ShouldBeAccessible(this IPage page)
    {
        // The circuit takes the title over from the server's first drawing: for a moment there is none.
        await page.WaitForFunctionAsync("() => document.title !== ''");
        var seen = await AskAxeAsync(page);
        seen.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}").ShouldBeEmpty();
    }

    /// <summary>
    /// Axe notes all elements, works for seconds, and names its findings by those notes: it throws over an element that came or moved in
    /// between ("reading 'nthChild'"). The server is held back for it; a script of the page may still draw, so axe may ask again.
    /// </summary>
    private static async Task<AxeResult> AskAxeAsync(IPage page)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await page.WhileStillAsync(() => page.RunAxe());
            }
            catch (PlaywrightException) when (tries < Tries)
            {
                await page.WaitForTimeoutAsync(1000);
            }
        }
    }
}
