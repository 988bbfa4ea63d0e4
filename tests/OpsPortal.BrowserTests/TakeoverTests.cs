using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>The circuit takes a page over from what the server sent: nobody sees it, neither the eyes nor the hands.</summary>
[Collection(nameof(Portal))]
public sealed class TakeoverTests(Portal portal)
{
    // What stands on the page in the very moment in which the circuit draws it; later, what is missing would have come.
    private const string LookAtTakeover = """
        addEventListener("DOMContentLoaded", () => {
          const sent = document.querySelector("h1"), figures = () => document.querySelector("main").innerText.replaceAll(/\s+/g, " ");
          window.opTakeover = { before: figures() };
          const look = new MutationObserver(() => {
            if (sent.isConnected || !document.querySelector("main")) return;
            look.disconnect();
            Object.assign(window.opTakeover, { after: figures(), loading: document.querySelectorAll("main [data-testid=loading]").length });
          });
          look.observe(document.body, { childList: true, subtree: true });
        });
        """;

    [Theory]
    // What no job and no alert changes while the tests run.
    [InlineData("/on-call")]
    [InlineData("/dashboards")]
    [InlineData("/notifications/channels")]
    [InlineData("/costs/prices?key=gpu.H200.hourly")]
    public async Task Page_TakenOver_ShowsWhatItShowed(string path)
    {
        var (page, watch) = await portal.OpenAsync();
        await page.AddInitScriptAsync(LookAtTakeover);

        await page.GotoAsync(new Uri(portal.Stack.Portal, path).ToString());
        await page.WaitForFunctionAsync("() => window.opTakeover.after !== undefined");

        (await page.EvaluateAsync<string>("() => window.opTakeover.before")).Length.ShouldBeGreaterThan(100);
        (await page.EvaluateAsync<int>("() => window.opTakeover.loading")).ShouldBe(0);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Keyboard_AtALink_StaysThere()
    {
        var (page, watch) = await portal.OpenAsync();
        var circuit = await HoldCircuitAsync(page);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/on-call/simulate").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        var link = page.Locator("#op-nav a[href='/gpus']");
        await link.FocusAsync();

        circuit.SetResult();
        await page.TakenOverAsync();

        await Assertions.Expect(link).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/gpus");
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Query_TypedMeanwhile_IsWhole()
    {
        // Without brackets: the editor closes those itself.
        const string Query = "scrape_samples_scraped offset 5m # typed while the circuit came";
        var (page, watch) = await portal.OpenAsync();
        var circuit = await HoldCircuitAsync(page);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/explore").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await page.ClickAsync("op-promql[data-ready] .cm-content");
        await page.Keyboard.TypeAsync(Query[..10]);

        circuit.SetResult();
        await page.Keyboard.TypeAsync(Query[10..], new() { Delay = 40 });
        await page.TakenOverAsync();

        await Assertions.Expect(page.Locator("op-promql[data-ready] .cm-content").First).ToHaveTextAsync(Query);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Choice_MadeMeanwhile_IsTaken_AndAScriptsOwnButtonIsNotPressedAgain()
    {
        var (page, watch) = await portal.OpenAsync();
        var circuit = await HoldCircuitAsync(page);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/costs").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => customElements.get('op-page-focus')");
        await page.SelectOptionAsync("#cost-service", "h200");
        // A script's own button, which has done its work: pressed once more it would undo it.
        await page.Locator("[data-nav-small]").ClickAsync();

        circuit.SetResult();

        await page.WaitForURLAsync("**/costs?*service=h200*");
        await Assertions.Expect(page.Locator("#cost-service")).ToHaveValueAsync("h200");
        await page.TakenOverAsync();
        (await page.EvaluateAsync<string>("() => document.documentElement.dataset.nav")).ShouldBe("small");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Button_PressedMeanwhile_DoesItsWork()
    {
        var (page, watch) = await portal.OpenAsync(phone: true);
        var circuit = await HoldCircuitAsync(page);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/incidents").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Filters" });
        await page.WaitForFunctionAsync("() => customElements.get('op-page-focus')");
        await button.ClickAsync();

        circuit.SetResult();
        await page.TakenOverAsync();

        await Assertions.Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    /// <summary>The circuit doesn't come before the result is set.</summary>
    private static async Task<TaskCompletionSource> HoldCircuitAsync(IPage page)
    {
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/_framework/blazor.web*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        return held;
    }
}
