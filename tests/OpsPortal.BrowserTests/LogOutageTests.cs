using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>The logs page while Loki is slow, gone, busy, broken or talks nonsense, and while it ends tails: said, bounded, healed. The lab's Loki plays it.</summary>
[Collection(nameof(Portal))]
public sealed class LogOutageTests(Portal portal)
{
    private static readonly (string Trouble, string Words)[] Troubles =
        [("gone", "The connection to Loki broke"), ("busy", "Loki is busy: too many outstanding requests"), ("broken", "Loki failed (500)"), ("garbage", "could not be read")];

    private readonly HttpClient _lab = new() { BaseAddress = portal.Stack.Lab };

    [Fact]
    public async Task Lines_LokiInTrouble_IsSaidInWordsAndHealsWhenItIsOver()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"hdc\"}");
        var (line, failed, run) = (page.Locator("[data-testid=log-line]").First, page.Locator("[data-testid=failed]"), page.Locator("[data-testid=run]"));
        await line.WaitForAsync();
        try
        {
            foreach (var (trouble, words) in Troubles)
            {
                await PutAsync(trouble);
                await run.ClickAsync();
                await Assertions.Expect(failed).ToContainTextAsync(words);
                await Assertions.Expect(page.Locator("[data-testid=stop]")).ToBeHiddenAsync();
                (await page.Locator("[data-testid=page-error], [data-testid=panel-error]").CountAsync()).ShouldBe(0, trouble);
                await Assertions.Expect(page.Locator("[data-testid=service]")).ToHaveValueAsync("hdc");

                await PutAsync("calm");
                await run.ClickAsync();
                await line.WaitForAsync();
                await Assertions.Expect(failed).ToHaveCountAsync(0);
            }
        }
        finally
        {
            await PutAsync("calm");
        }
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Lines_LokiIsSlow_IsStoppedByHandOrByTime()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"hdc\"}");
        var (line, stop) = (page.Locator("[data-testid=log-line]").First, page.Locator("[data-testid=stop]"));
        await line.WaitForAsync();
        try
        {
            await PutAsync("slow");
            await page.Locator("[data-testid=run]").ClickAsync();
            await stop.ClickAsync();
            await Assertions.Expect(page.Locator("[data-testid=empty]")).ToContainTextAsync("Stopped before there was an answer.");

            await page.Locator("[data-testid=run]").ClickAsync();
            await Assertions.Expect(page.Locator("[data-testid=failed]")).ToContainTextAsync($"did not answer within {Stack.LokiTimeoutSeconds} s", new() { Timeout = 1000 * (Stack.LokiTimeoutSeconds + 20) });
            await Assertions.Expect(stop).ToBeHiddenAsync();
        }
        finally
        {
            await PutAsync("calm");
        }
        await page.Locator("[data-testid=run]").ClickAsync();
        await line.WaitForAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Lines_RefreshedWhileLokiIsAway_KeepWhatWasReadSayItIsOldAndHealAlone()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"hdc\"}", "&from=now-1h&to=now&refresh=5s");
        var (line, failed) = (page.Locator("[data-testid=log-line]").First, page.Locator("[data-testid=failed]"));
        await line.WaitForAsync();
        try
        {
            await PutAsync("broken");
            await Assertions.Expect(failed).ToContainTextAsync("Shown is what was last read.");
            await Assertions.Expect(line).ToBeVisibleAsync();
        }
        finally
        {
            await PutAsync("calm");
        }
        await Assertions.Expect(failed).ToHaveCountAsync(0);
        await Assertions.Expect(line).ToBeVisibleAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Tail_LokiEndsIt_IsSaidAndGoesOnWithEachLineOnce()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"outage\"}", "&tail=1");
        var lines = page.Locator("[data-testid=log-line]");
        await page.Locator("[data-testid=tail-received]").WaitForAsync();
        await PushAsync("before");
        await Assertions.Expect(lines).ToHaveCountAsync(1);
        try
        {
            await PutAsync("no-tail");
            await Assertions.Expect(page.Locator("[data-testid=failed]")).ToContainTextAsync("Loki");
            await PushAsync("during one");
            await PushAsync("during two");
            await Assertions.Expect(lines).ToHaveCountAsync(1);
        }
        finally
        {
            await PutAsync("calm");
        }
        // It tries again after 1 to 15 s.
        await Assertions.Expect(lines).ToHaveCountAsync(3, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-testid=failed]")).ToHaveCountAsync(0);
        await PushAsync("after");
        await Assertions.Expect(lines).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("[data-testid=tail-dropped]")).ToHaveAttributeAsync("data-count", "0");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    private async Task PutAsync(string trouble) => (await _lab.PutAsync("/lab/loki/" + trouble, null)).EnsureSuccessStatusCode();

    private Task PushAsync(string line) => portal.Stack.PushAsync("outage", [line]);
}
