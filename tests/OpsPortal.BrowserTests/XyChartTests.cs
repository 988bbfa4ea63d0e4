using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>An XY chart of two queries' figures is drawn, and its data table holds them.</summary>
[Collection(nameof(Portal))]
public sealed class XyChartTests(Portal portal)
{
    // Axes and their words are grey, points have a colour.
    private const string ColouredPixels =
        """
        canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 60 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60) count++;
          return count;
        }
        """;

    private readonly string _uid = "xy-" + Guid.NewGuid().ToString("N")[..8];

    private string Json => $$"""
        { "uid": "{{_uid}}", "title": "XY {{_uid}}", "schemaVersion": 41, "refresh": "", "panels": [
          { "id": 1, "type": "xychart", "title": "Points", "gridPos": { "x": 0, "y": 0, "w": 12, "h": 10 },
            "targets": [ {{Query("A", 10, 20, 30)}}, {{Query("B", 1.5, 4.25, 9.125)}} ],
            "transformations": [ { "id": "joinByField", "options": { "byField": "point", "mode": "outer" } } ],
            "options": { "mapping": "manual", "series": [ { "x": { "matcher": { "id": "byName", "options": "Value #A" } }, "y": { "matcher": { "id": "byName", "options": "Value #B" } } } ] } } ] }
        """;

    [Fact]
    public async Task XyChart_OfTwoQueries_IsDrawnAndItsTableHoldsTheFigures()
    {
        var (page, watch) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/dashboards").ToString());
        await page.EvaluateAsync("json => fetch('/api/v1/dashboards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: json })", Json);
        await page.GotoAsync(new Uri(portal.Stack.Portal, $"/d/{_uid}?from=now-15m&to=now&refresh=off").ToString());
        await page.TakenOverAsync();
        var panel = page.Locator("op-panel[data-panel='1']");
        await Assertions.Expect(panel).ToHaveAttributeAsync("data-state", "ready");

        (await panel.Locator("canvas").EvaluateAsync<int>(ColouredPixels)).ShouldBeGreaterThan(20);
        var chart = panel.Locator("[aria-roledescription=chart]");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("3 points over Value #A"));
        await panel.HoverAsync();
        await panel.Locator("summary.op-viz-dots").ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Data table" }).ClickAsync();
        await page.Locator("dialog.op-inspect table").First.WaitForAsync();
        var figures = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('dialog.op-inspect tbody tr')].map(row => [...row.cells].map(cell => cell.dataset.raw).filter(raw => raw !== undefined && Number(raw) < 1e6).join(' '))");

        figures.Order().ShouldBe(["10 1.5", "20 4.25", "30 9.125"]);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    // One row a point, named by its label.
    private static string Query(string refId, params double[] values)
        => $$"""{ "refId": "{{refId}}", "instant": true, "range": false, "format": "table", "expr": "{{string.Join(" or ", values.Select((value, i) => FormattableString.Invariant($"label_replace(vector({value}), \\\"point\\\", \\\"p{i}\\\", \\\"\\\", \\\"\\\")")))}}" }""";
}
