using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>Where values of bars, buckets and slices lead: by the pointer and by keys.</summary>
[Collection(nameof(Portal))]
public sealed class DataLinkTests(Portal portal)
{
    private const string Two = "label_replace(vector(3), \\\"host\\\", \\\"a b\\\", \\\"\\\", \\\"\\\") or label_replace(vector(5), \\\"host\\\", \\\"c\\\", \\\"\\\", \\\"\\\")";
    private readonly string _uid = "links-" + Guid.NewGuid().ToString("N")[..8];

    private string Json => $$"""
        { "uid": "{{_uid}}", "title": "Links {{_uid}}", "schemaVersion": 39, "time": { "from": "now-30m", "to": "now" }, "refresh": "", "panels": [
          { "id": 1, "type": "barchart", "title": "Bars", "gridPos": { "x": 0, "y": 0, "w": 8, "h": 8 }, "options": { "xField": "host" },
            "fieldConfig": { "defaults": { "links": [ { "title": "Logs of ${__data.fields.host}", "url": "/logs?host=${__data.fields.host}" } ] } },
            "targets": [ { "refId": "A", "expr": "{{Two}}", "instant": true, "range": false, "format": "table" } ] },
          { "id": 2, "type": "piechart", "title": "Slices", "gridPos": { "x": 8, "y": 0, "w": 8, "h": 8 },
            "fieldConfig": { "defaults": { "links": [ { "title": "Logs of ${__field.labels.host}", "url": "/logs?host=${__field.labels.host}" } ] } },
            "targets": [ { "refId": "A", "expr": "{{Two}}", "instant": true, "range": false, "legendFormat": "{{ "{{host}}" }}" } ] },
          { "id": 3, "type": "histogram", "title": "Buckets", "gridPos": { "x": 16, "y": 0, "w": 8, "h": 8 }, "options": { "bucketSize": 1 },
            "fieldConfig": { "defaults": { "links": [ { "title": "Explore", "url": "/explore?n=${__value.raw}" } ] } },
            "targets": [ { "refId": "A", "expr": "vector(7)" } ] } ] }
        """;

    [Fact]
    public async Task Values_OfBarsSlicesAndBuckets_LeadWhereTheirLinksSay()
    {
        var (page, watch) = await portal.OpenAsync();
        await page.GotoAsync(At("/dashboards/import"));
        await page.Locator("[data-testid=drop][data-ready]").WaitForAsync();
        await page.Locator("[data-testid=json]").FillAsync(Json);
        await page.Locator("[data-testid=read]").ClickAsync();
        await page.Locator("[data-testid=do-import]").ClickAsync();
        await page.Locator(".op-dash[data-ready]").WaitForAsync();
        var tip = page.Locator(".op-tip-pinned");

        // Keys: to the first bar, and what it says stays; the focus is on its link, and comes back.
        await Panel(page, 1).Locator("canvas").WaitForAsync();
        var bars = Panel(page, 1).Locator(".op-canvas");
        await bars.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tip.GetByRole(AriaRole.Link, new() { Name = "Logs of a b" })).ToHaveAttributeAsync("href", "/logs?host=a%20b");
        await Assertions.Expect(tip.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await page.ShouldBeAccessible();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tip).ToHaveCountAsync(0);
        await Assertions.Expect(bars).ToBeFocusedAsync();

        await Panel(page, 2).GetByRole(AriaRole.Button, new() { NameRegex = new("^c: 5") }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tip.GetByRole(AriaRole.Link, new() { Name = "Logs of c" })).ToHaveAttributeAsync("href", "/logs?host=c");
        await page.Keyboard.PressAsync("Escape");

        var box = (await Panel(page, 3).Locator("canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await Assertions.Expect(tip.GetByRole(AriaRole.Link, new() { Name = "Explore" })).ToHaveAttributeAsync("href", new Regex(@"^/explore\?n=\d+$"));
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    private static ILocator Panel(IPage page, int id) => page.Locator($"[data-testid=panel-{id}]");

    private string At(string path) => new Uri(portal.Stack.Portal, path).ToString();
}
