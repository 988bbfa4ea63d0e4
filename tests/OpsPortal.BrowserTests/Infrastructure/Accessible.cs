using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>What stands in the way of people who can't see well, or use no mouse.</summary>
internal static class Accessible
{
    /// <summary>Nothing that axe calls serious or critical.</summary>
    public static async Task ShouldBeAccessible(this IPage page)
    {
        // The circuit takes the title over from the server's first drawing: for a moment there is none.
        await page.WaitForFunctionAsync("() => document.title !== ''");
        (await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}").ShouldBeEmpty();
    }
}
