using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>What a dashboard begins with: the page has the browser ask before there are scripts, and no panel asks the same a second time.</summary>
[Collection(nameof(Portal))]
public sealed class FirstPanelsTests(Portal portal)
{
    private readonly string _uid = "first-" + Guid.NewGuid().ToString("N")[..8];

    // Without variables: a page that waits too long for those is drawn before its panels are known.
    private string Json => $$"""
        { "uid": "{{_uid}}", "title": "First {{_uid}}", "schemaVersion": 39, "refresh": "", "panels": [
          { "id": 1, "type": "timeseries", "title": "Lines", "gridPos": { "x": 0, "y": 0, "w": 8, "h": 8 }, "targets": [ { "refId": "A", "expr": "up" } ] },
          { "id": 2, "type": "stat", "title": "Figure", "gridPos": { "x": 8, "y": 0, "w": 8, "h": 8 }, "targets": [ { "refId": "A", "expr": "vector(21)", "instant": true } ] },
          { "id": 3, "type": "table", "title": "Rows", "gridPos": { "x": 16, "y": 0, "w": 8, "h": 8 }, "targets": [ { "refId": "A", "expr": "up", "instant": true, "range": false, "format": "table" } ] } ] }
        """;

    // Panels' requests since the page began: ["link 3", "fetch 12"], what asked and the panel's number.
    private const string Asked = """
        () => performance.getEntriesByType("resource").flatMap(one => { const found = /panels\/(\d+)\/data/.exec(one.name); return found ? [`${one.initiatorType} ${found[1]}`] : []; })
        """;

    [Fact]
    public async Task Dashboard_RoomKnown_EachFirstPanelIsAskedOnceAndBeforeTheScripts()
    {
        var (page, watch) = await portal.OpenAsync();
        var end = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000;
        var address = new Uri(portal.Stack.Portal, $"/d/{_uid}?from={end - 900_000}&to={end}").ToString();
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/").ToString());
        await page.EvaluateAsync("json => fetch('/api/v1/dashboards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: json })", Json);
        // The browser tells how much room it has half a second after the page.
        while ((await page.Context.CookiesAsync()).All(cookie => cookie.Name != "op-room"))
            await Task.Delay(100);
        await page.GotoAsync(address);
        await page.TakenOverAsync();
        await Assertions.Expect(page.Locator("op-panel[data-state=ready]")).ToHaveCountAsync(3);

        var asked = await page.EvaluateAsync<string[]>(Asked);

        // The circuit's panels took over what was drawn, and asked for nothing.
        asked.Order().ShouldBe(["link 1", "link 2", "link 3"]);
        watch.ShouldBeClean();
    }
}
