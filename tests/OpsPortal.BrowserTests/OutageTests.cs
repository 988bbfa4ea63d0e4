using System.Diagnostics;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>
/// Prometheus is stopped for a minute and started again. It is started by the test here, as one that runs elsewhere, so that
/// run.sh does not end everything when it goes away.
/// </summary>
[Collection(nameof(Portal))]
public sealed class OutageTests(Portal portal)
{
    private static readonly string[] Pages = ["/", "/services/h200", "/models", "/system"];

    [Fact]
    public async Task PrometheusStoppedAndStarted_FiguresTurnStaleAndHeal_NoPageBreaks()
    {
        var port = FreePorts.One();
        await using var stack = await Stack.StartAsync(new Dictionary<string, string> { ["Prometheus__Url"] = $"http://127.0.0.1:{port}" });
        var prometheus = Start(stack, port);
        try
        {
            await using var browser = await portal.SignInAsync(stack);
            var page = await browser.NewPageAsync();
            var watch = new PageWatch(page, stack.Portal);
            await page.GotoAsync(stack.Portal.ToString());
            var requests = page.Locator("[data-testid=tile-h200] [data-testid=figure-requests]");
            await requests.Locator("[data-raw]").WaitForAsync(new() { Timeout = 60_000 });
            var before = await requests.Locator("[data-raw]").InnerTextAsync();

            End(prometheus);
            var stale = requests.Locator("[data-testid=stale]");
            await stale.WaitForAsync(new() { Timeout = 60_000 });
            (await requests.Locator("[data-raw]").InnerTextAsync()).ShouldNotBeNullOrWhiteSpace($"the last good figure ({before}) stays");
            (await requests.Locator("time[data-age]").CountAsync()).ShouldBe(1, "with its age");
            foreach (var path in Pages)
            {
                var other = await browser.NewPageAsync();
                var response = await other.GotoAsync(new Uri(stack.Portal, path).ToString());
                response!.Status.ShouldBe(200);
                await Assertions.Expect(other.Locator("h1")).ToBeVisibleAsync();
                (await other.Locator("[data-testid=page-error]").CountAsync()).ShouldBe(0);
                await other.CloseAsync();
            }

            prometheus = Start(stack, port);
            await Assertions.Expect(stale).ToHaveCountAsync(0, new() { Timeout = 60_000 });
            watch.ShouldBeClean();
        }
        finally
        {
            End(prometheus);
        }
    }

    [Fact]
    public async Task Stack_Ended_LeavesNoProcessBehind()
    {
        var stack = await Stack.StartAsync();
        var folder = stack.Folder;
        (await ProcessesOfAsync(folder)).ShouldNotBeEmpty();

        await stack.DisposeAsync();

        (await ProcessesOfAsync(folder)).ShouldBeEmpty();
    }

    private static async Task<string> ProcessesOfAsync(string folder)
    {
        using var pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-fa", folder]) { RedirectStandardOutput = true })!;
        return await pgrep.StandardOutput.ReadToEndAsync();
    }

    // The configuration that run.sh filled in, with the port that this test chose.
    private static Process Start(Stack stack, int port) => Process.Start(new ProcessStartInfo("prometheus",
    [
        $"--config.file={stack.Folder}/config/prometheus.yml", $"--storage.tsdb.path={stack.Folder}/own-prometheus",
        $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
    ]))!;

    private static void End(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit(10_000);
    }
}
