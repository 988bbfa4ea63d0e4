using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>What stands in the way of people who can't see well, or use no mouse.</summary>
internal static class Accessible
{
    private const int Tries = 4;

    // Only the findings leave the page: all that axe has to say of a page is megabytes.
    private const string Find = """
        async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
          .filter(one => one.impact === "serious" || one.impact === "critical")
          .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html).join(" | ")}`)
        """;

    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>Nothing that axe calls serious or critical.</summary>
    public static async Task ShouldBeAccessible(this IPage page) => (await page.FindingsAsync()).ShouldBeEmpty();

    /// <summary>
    /// What axe calls serious or critical: the rule, and the first three elements.
    /// Axe notes all elements, works for seconds, and names its findings by those notes: it throws over an element that came or moved in
    /// between ("reading 'nthChild'"). The server is held back for it; a script of the page may still draw, so axe may ask again.
    /// </summary>
    public static async Task<string[]> FindingsAsync(this IPage page)
    {
        // The circuit takes the title over from the server's first drawing: for a moment there is none.
        await page.WaitForFunctionAsync("() => document.title !== ''");
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await page.WhileStillAsync(async () =>
                {
                    await page.EvaluateAsync(Axe.Value);
                    return await page.EvaluateAsync<string[]>(Find);
                });
            }
            catch (PlaywrightException) when (tries < Tries)
            {
                await page.WaitForTimeoutAsync(1000);
            }
        }
    }
}
