using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.Bench;

/// <summary>Pictures of each page as the README shows them: wide and on a phone, dark and light.</summary>
internal static class Screens
{
    // Charts and live figures have come in by then.
    private const int SettleMilliseconds = 4000;

    public static async Task RunAsync(Session session, Stack stack)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "docs", "screens");
        Directory.CreateDirectory(folder);
        await MakeAnIncidentAsync(session, stack);
        foreach (var (path, name, useful) in PageList.All)
        {
            foreach (var (phone, light) in new[] { (false, false), (false, true), (true, false) })
            {
                var page = await session.OpenAsync(stack, phone, light);
                await page.GotoAsync(new Uri(stack.Portal, path).ToString());
                await page.WaitForSelectorAsync(useful, new() { Timeout = 30_000 });
                await page.WaitForTimeoutAsync(SettleMilliseconds);
                var file = Path.Combine(folder, $"{name}{(phone ? "-phone" : "")}{(light ? "-light" : "")}.png");
                await page.ScreenshotAsync(new() { Path = file });
                Console.WriteLine(Path.GetRelativePath(RepositoryRoot.Path, file));
                await page.Context.DisposeAsync();
            }
        }
    }

    private static async Task MakeAnIncidentAsync(Session session, Stack stack)
    {
        using var http = new HttpClient();
        (await http.PutAsync(new Uri(stack.Lab, "/lab/scenarios/error-burst?service=hdc&minutes=4"), null)).EnsureSuccessStatusCode();
        var page = await session.OpenAsync(stack);
        await page.GotoAsync(new Uri(stack.Portal, "/incidents").ToString());
        await page.WaitForSelectorAsync("[data-testid=incident-row]", new() { Timeout = 240_000 });
        await page.Context.DisposeAsync();
    }
}
