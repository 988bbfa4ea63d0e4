using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>The life of a dashboard: imported, seen, edited by two at once, set back, deleted and brought back.</summary>
[Collection(nameof(Portal))]
public sealed class DashboardFlowTests(Portal portal)
{
    private readonly string _uid = "flow-" + Guid.NewGuid().ToString("N")[..8];

    private string Json => $$"""
        { "uid": "{{_uid}}", "title": "Flow {{_uid}}", "schemaVersion": 39, "tags": ["flow"], "time": { "from": "now-30m", "to": "now" }, "refresh": "",
          "templating": { "list": [ { "name": "factor", "type": "custom", "query": "1,2", "current": { "text": "1", "value": "1" } } ] },
          "panels": [
            { "id": 1, "type": "stat", "title": "Answer", "gridPos": { "x": 0, "y": 0, "w": 6, "h": 4 }, "targets": [ { "refId": "A", "expr": "vector(21 * $factor)", "instant": true } ] },
            { "id": 2, "type": "some-plugin-panel", "title": "Unknown", "gridPos": { "x": 6, "y": 0, "w": 6, "h": 4 } },
            { "id": 3, "type": "row", "title": "More", "collapsed": true, "gridPos": { "x": 0, "y": 4, "w": 24, "h": 1 }, "panels": [
              { "id": 4, "type": "timeseries", "title": "Up", "gridPos": { "x": 0, "y": 5, "w": 12, "h": 6 }, "targets": [ { "refId": "A", "expr": "up" } ] } ] } ] }
        """;

    [Fact]
    public async Task Dashboard_ImportedEditedByTwoRestoredDeleted_LosesNobodysWork()
    {
        var (anna, watch) = await portal.OpenAsync();
        await ImportAsync(anna);
        await anna.ShouldBeAccessible();

        // What it shows, and that the address holds all of it.
        await Assertions.Expect(Panel(anna, "1")).ToContainTextAsync("21");
        await Assertions.Expect(Panel(anna, "2")).ToContainTextAsync("some-plugin-panel");
        await anna.Locator("#var-factor").SelectOptionAsync("2");
        await Assertions.Expect(Panel(anna, "1")).ToContainTextAsync("42");
        await anna.GetByRole(AriaRole.Button, new() { Name = "More", Exact = false }).Filter(new() { HasText = "1 panel" }).ClickAsync();
        await Panel(anna, "4").Locator("canvas").First.WaitForAsync();
        anna.Url.ShouldContain("var-factor=2");
        anna.Url.ShouldContain("open=3");
        anna.Url.ShouldContain("from=now-30m");

        // Two edit it at once; the second to save sees what differs.
        var (ben, benWatch) = await portal.OpenAsync();
        await OpenAsync(ben);
        await RenameAsync(ben, "Ben's answer");
        await RenameAsync(anna, "Anna's answer");
        await anna.ShouldBeAccessible();
        await SaveAsync(ben, "by Ben");
        await Assertions.Expect(ben.Locator("[data-testid=message]")).ToContainTextAsync("version 2");
        await SaveAsync(anna, "by Anna");
        var conflict = anna.Locator("[data-testid=conflict-dialog]");
        await Assertions.Expect(conflict.Locator("[data-testid=diff]")).ToContainTextAsync("Ben's answer");
        await Assertions.Expect(conflict.Locator("[data-testid=diff]")).ToContainTextAsync("Anna's answer");
        await anna.ShouldBeAccessible();
        await conflict.Locator("[data-testid=overwrite]").ClickAsync();
        await Assertions.Expect(Panel(anna, "1")).ToContainTextAsync("Anna's answer");
        await Assertions.Expect(Panel(ben, "1")).ToContainTextAsync("Anna's answer");

        // Back to the first.
        await anna.GotoAsync(At($"/d/{_uid}/versions"));
        await Assertions.Expect(anna.Locator("[data-testid=versions] tbody tr")).ToHaveCountAsync(3);
        await anna.ShouldBeAccessible();
        await ClickUntilAsync(anna.Locator("[data-testid=restore-1]"), anna.Locator("[data-testid=do-restore]"));
        await anna.Locator("[data-testid=do-restore]").ClickAsync();
        await Assertions.Expect(anna.Locator("[data-testid=message]")).ToContainTextAsync("as version 4");
        await Assertions.Expect(ben.Locator("[data-testid=panel-1]").GetByText("Answer", new() { Exact = true })).ToBeVisibleAsync();

        // Gone, and back.
        await OpenAsync(anna);
        await anna.Locator("[data-testid=dashboard-menu]").ClickAsync();
        await anna.Locator("[data-testid=delete]").ClickAsync();
        await anna.Locator("[data-testid=do-delete]").ClickAsync();
        await anna.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/dashboards");
        await Assertions.Expect(anna.Locator($"[data-testid=dashboard-{_uid}]")).ToHaveCountAsync(0);
        await anna.Locator("[data-testid=undelete]").ClickAsync();
        await Assertions.Expect(anna.Locator($"[data-testid=dashboard-{_uid}]")).ToBeVisibleAsync();
        watch.ShouldBeClean();
        benWatch.ShouldBeClean();
        await anna.Context.DisposeAsync();
        await ben.Context.DisposeAsync();
    }

    [Fact]
    public async Task Draft_Reloaded_IsStillThere_AndMovesByKeysAndUndo()
    {
        var (page, watch) = await portal.OpenAsync();
        await ImportAsync(page);
        await page.Locator("[data-testid=edit]").ClickAsync();
        var grip = page.Locator("[data-testid=edit-panel-1] [data-grip]");

        await grip.FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Assertions.Expect(page.Locator("[data-testid=edit-panel-1]")).ToHaveAttributeAsync("data-place", "0,0,7,4");
        await Assertions.Expect(grip).ToBeFocusedAsync();
        // The draft is kept after the page heard of the change.
        await page.WaitForFunctionAsync("() => Object.keys(sessionStorage).some(key => key.startsWith('op-draft:'))");
        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("[data-testid=message]")).ToContainTextAsync("your draft");
        await Assertions.Expect(page.Locator("[data-testid=edit-panel-1]")).ToHaveAttributeAsync("data-place", "0,0,7,4");
        await page.Locator("[data-testid=add-panel]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=panel-editor]")).ToBeVisibleAsync();
        await page.Locator("[data-testid=undo]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=edit-panel-5]")).ToHaveCountAsync(0);
        await page.Locator("[data-testid=discard]").ClickAsync();
        await page.Locator("[data-testid=do-discard]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=dashboard-grid]")).ToBeVisibleAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Query_WrittenByHand_SaysWhereItIsWrong_AndIsTakenBack()
    {
        var (page, watch) = await portal.OpenAsync();
        await ImportAsync(page);
        await page.Locator("[data-testid=edit]").ClickAsync();
        await page.Locator("[data-testid=edit-panel-1]").GetByRole(AriaRole.Button, new() { Name = "Edit" }).First.ClickAsync();
        var query = page.Locator("[data-testid=target-A]");
        var field = query.Locator("op-promql[data-ready] .cm-content");
        var words = field.Locator(".cm-line");
        await Assertions.Expect(words).ToHaveTextAsync("vector(21 * $factor)");
        await Assertions.Expect(words.Locator(".op-ql-variable:not(.is-unknown)")).ToHaveTextAsync("$factor");

        // Variables are completed, and closed once where the editor has closed them already.
        await field.FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("vector(${fa");
        await query.GetByRole(AriaRole.Option).Filter(new() { HasText = "${factor}" }).ClickAsync();
        await Assertions.Expect(words).ToHaveTextAsync("vector(${factor})");

        // Tab, since Enter takes a completion while one is offered.
        await field.FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync("vector(21 * $factor");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(query.Locator("[data-query-fault]")).ToContainTextAsync("Line 1, column 20");
        await page.ShouldBeAccessible();
        await field.FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync("vector(5 * $factor)");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=edit-panel-1] .op-stat-value")).ToContainTextAsync("5");
        await Assertions.Expect(query.Locator("[data-query-fault]")).ToBeHiddenAsync();

        await page.Locator("[data-testid=undo]").ClickAsync();
        await Assertions.Expect(words).ToHaveTextAsync("vector(21 * $factor");
        await page.Locator("[data-testid=undo]").ClickAsync();
        await Assertions.Expect(words).ToHaveTextAsync("vector(21 * $factor)");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task QuickSearch_ByKeys_FindsAPanelAndGoesThere()
    {
        var (page, watch) = await portal.OpenAsync();
        await ImportAsync(page);
        await page.Keyboard.PressAsync("Control+k");
        var field = page.Locator("[data-testid=search] [role=combobox]");
        await field.FillAsync("flow " + _uid);
        await Assertions.Expect(page.Locator("[data-testid=search-hit]").First).ToContainTextAsync("Flow " + _uid, new() { Timeout = 10_000 });
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-activedescendant", "op-hit-0");
        await page.ShouldBeAccessible();

        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/d/" + _uid);
        await Assertions.Expect(page.Locator("[data-testid=search]")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("[data-testid=keys-help]")).ToContainTextAsync("Edit the dashboard");
        await page.ShouldBeAccessible();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Instant_Pinned_GoesAlongFromPageToPageUntilItIsLetGo()
    {
        var (page, watch) = await portal.OpenAsync();
        var at = DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeMilliseconds();
        await page.GotoAsync(At($"/?at={at}"));
        await Assertions.Expect(page.Locator("[data-testid=unpin]")).ToBeVisibleAsync();
        foreach (var (name, path) in new[] { ("Logs", "/logs"), ("GPUs", "/gpus"), ("Incidents", "/incidents") })
        {
            await page.Locator("#op-nav").GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();
            await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path && url.Contains($"at={at}"));
            await Assertions.Expect(page.Locator("[data-testid=unpin]")).ToBeVisibleAsync();
        }

        await page.Locator("[data-testid=unpin]").ClickAsync();

        page.Url.ShouldNotContain("at=");
        await Assertions.Expect(page.Locator("[data-testid=unpin]")).ToHaveCountAsync(0);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    private async Task ImportAsync(IPage page)
    {
        await page.GotoAsync(At("/dashboards/import"));
        await page.Locator("[data-testid=drop][data-ready]").WaitForAsync();
        await page.Locator("[data-testid=json]").FillAsync(Json);
        await page.Locator("[data-testid=read]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=report]")).ToContainTextAsync("some-plugin-panel");
        await page.Locator("[data-testid=do-import]").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/d/" + _uid && url.Contains("from="));
        await page.Locator(".op-dash[data-ready]").WaitForAsync();
    }

    private async Task OpenAsync(IPage page)
    {
        await page.GotoAsync(At("/d/" + _uid));
        await page.Locator(".op-dash[data-ready]").WaitForAsync();
    }

    private static async Task RenameAsync(IPage page, string title)
    {
        await page.Locator("[data-testid=edit]").ClickAsync();
        await page.Locator("[data-testid=edit-panel-1]").GetByRole(AriaRole.Button, new() { Name = "Edit" }).First.ClickAsync();
        await page.Locator("#pe-title").FillAsync(title);
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=edit-panel-1]")).ToContainTextAsync(title);
    }

    private static async Task SaveAsync(IPage page, string message)
    {
        await page.Locator("[data-testid=save]").ClickAsync();
        await page.Locator("#sd-message").FillAsync(message);
        await page.Locator("[data-testid=do-save]").ClickAsync();
    }

    // A page that was just opened hears clicks when its circuit is up. Sent to the button itself: what a click opened may lie over it already.
    private static async Task ClickUntilAsync(ILocator button, ILocator then)
    {
        for (var tries = 0; tries < 120 && !await then.IsVisibleAsync(); tries++)
        {
            await button.DispatchEventAsync("click");
            await then.Page.WaitForTimeoutAsync(500);
        }
    }

    private static ILocator Panel(IPage page, string key) => page.Locator($"[data-testid=panel-{key}]");

    private string At(string path) => new Uri(portal.Stack.Portal, path).ToString();
}
