using System.Text.Json;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>A person asks Prometheus: writes, completes, runs, looks at it as a graph and as a table, and finds it again.</summary>
[Collection(nameof(Portal))]
public sealed class ExploreTests(Portal portal)
{
    [Fact]
    public async Task Editor_TypedAndCompleted_RunsAndStandsInTheUrl()
    {
        var page = await OpenAsync("/explore");
        // When the circuit draws the editor anew, what was typed goes along; an open list doesn't.
        await page.TakenOverAsync();
        await page.ClickAsync("op-promql[data-ready] .cm-content");
        await page.Keyboard.TypeAsync("sum(scrape_samples_scr", new() { Delay = 20 });
        var offered = page.Locator(".cm-tooltip-autocomplete [aria-selected]");
        try
        {
            await Assertions.Expect(offered).ToContainTextAsync("scrape_samples_scraped");
        }
        catch (PlaywrightException)
        {
            await page.Keyboard.PressAsync("Control+Space");
            await Assertions.Expect(offered).ToContainTextAsync("scrape_samples_scraped", new() { Timeout = 15_000 });
        }
        // For a moment after it opened, the list of CodeMirror takes no key, so that typing on doesn't choose.
        await page.WaitForTimeoutAsync(500);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".cm-content").First).ToContainTextAsync("scrape_samples_scraped");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync(url => url.Contains("q=sum%28scrape_samples_scraped%29"));
        await page.Locator("[data-testid=graph] canvas").First.WaitForAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Table_OfAnInstant_HasPrometheusOwnFigures()
    {
        // Figures that no scrape changes between the two who ask.
        const string Query = "label_replace(vector(3), \"job\", \"a\", \"\", \"\") or label_replace(vector(0.25), \"job\", \"b\", \"\", \"\")";
        var page = await OpenAsync("/explore?tab=table&q=" + Uri.EscapeDataString(Query));
        using var http = new HttpClient();
        var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(portal.Stack.Prometheus, "/api/v1/query?query=" + Uri.EscapeDataString(Query))));
        var own = answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => series.GetProperty("value")[1].GetString()!).ToArray();

        // The table is drawn anew when the circuit comes up, and at each refresh.
        var shown = await page.FindAsync<string[]>("""
            () => {
              const cells = [...document.querySelectorAll("op-instant tbody td[data-raw]")];
              return cells.length === 2 ? cells.map(cell => cell.dataset.raw) : null;
            }
            """);
        shown.ShouldBe(own, ignoreOrder: true);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Query_ThatIsWrong_SaysWhereAndUnderlinesIt()
    {
        var page = await OpenAsync("/explore?q=rate(up)");

        await Assertions.Expect(page.GetByTestId("fault")).ToContainTextAsync("Line 1, column 6: expected type range vector");
        await page.Locator(".cm-lintRange-error").First.WaitForAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Queries_AddedDuplicatedHiddenRemoved_FollowInTheUrl()
    {
        var page = await OpenAsync("/explore?q=up");
        await page.GetByRole(AriaRole.Button, new() { Name = "Duplicate query A" }).ClickAsync();
        await page.WaitForURLAsync(url => url.EndsWith("q=up&q=up"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide query B" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("hide=1"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove query A" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("hide=0") && url.Split("q=").Length == 2);

        await Assertions.Expect(page.GetByTestId("query")).ToHaveCountAsync(1);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Metric_PickedFromTheBrowser_IsAskedAndInTheHistory()
    {
        var page = await OpenAsync("/explore");
        await page.GetByTestId("metrics").ClickAsync();
        // The circuit may draw the page anew meanwhile: what was opened, written and counted goes along.
        await page.FillAsync("#op-metric-filter", "scrape_duration_seconds");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count series of scrape_duration_seconds" }).ClickAsync();
        await Assertions.Expect(page.Locator(".op-metric-count").First).ToContainTextAsync("series: instance (");
        await page.Locator(".op-metric-name").First.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("q=scrape_duration_seconds"));

        await page.GetByTestId("history").ClickAsync();
        await Assertions.Expect(page.Locator("op-query-history li code").First).ToHaveTextAsync("scrape_duration_seconds");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Rule_AskedWhatItSaysNow_AnswersInWords()
    {
        var (page, _) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/explore/rules").ToString());
        await page.GetByTestId("says-now").First.ClickAsync();

        await Assertions.Expect(page.GetByTestId("says").First).ToContainTextAsync("eries");
        await page.Context.DisposeAsync();
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var (page, _) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, path).ToString());
        await page.Locator("op-promql[data-ready] .cm-editor").First.WaitForAsync(new() { Timeout = 40_000 });
        return page;
    }
}
