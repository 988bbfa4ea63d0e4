using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Dashboards;

/// <summary>
/// A dashboard of 12 panels with 5 series of 720 points each, from the start of the navigation until all are drawn. Cold: nothing
/// in the browser's cache, and a range that nobody asked for yet. Warm: the same page once more, as soon as it is alive (its circuit has
/// drawn). Later: once more after the seconds in which a browser may draw the answers that it has.
/// </summary>
internal static class DashboardPaint
{
    private const int Loads = 9;

    // Not counted: a portal that was started a moment ago still compiles what it runs.
    private const int WarmUps = 8;
    private const int Panels = 12;
    private const int Points = 720;
    private const int Step = 15;
    private const int LaterMs = 6000;

    // By the page's own clock, from the start of the navigation: whoever asks from outside again and again, keeps the page from its work.
    private const string Clock = """
        const count = () => document.querySelectorAll("op-panel[data-state=ready]").length;
        new MutationObserver((_, watch) => {
          if (count() < 12) return;
          watch.disconnect();
          requestAnimationFrame(() => setTimeout(() => paintedAfter(performance.now())));
        }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
        """;

    public static async Task RunAsync(Session session, Stack stack)
    {
        await ImportAsync(session, stack);
        var (cold, warm, later) = (new List<double>(), new List<double>(), new List<double>());
        for (var load = -WarmUps; load < Loads; load++)
        {
            // Each load looks at a minute of its own, so that the portal has kept nothing of it.
            var to = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60 - load * 60;
            var path = $"/d/bench-paint?from={(to - (Points - 1) * Step) * 1000}&to={to * 1000}";
            var page = await session.OpenAsync(stack);
            var painted = new TaskCompletionSource<double>();
            await page.ExposeFunctionAsync("paintedAfter", (double milliseconds) => painted.TrySetResult(milliseconds / 1000));
            await page.AddInitScriptAsync(Clock);
            var first = await TimeAsync(() => page.GotoAsync(new Uri(stack.Portal, path).ToString(), new() { WaitUntil = WaitUntilState.Commit }));
            await page.Locator(".op-dash[data-ready]").WaitForAsync(new() { Timeout = 60_000 });
            var second = await TimeAsync(() => page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit }));
            if (load < 0)
            {
                await page.Context.DisposeAsync();
                continue;
            }
            cold.Add(first);
            warm.Add(second);
            await page.WaitForTimeoutAsync(LaterMs);
            later.Add(await TimeAsync(() => page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit })));

            async Task<double> TimeAsync(Func<Task> go)
            {
                painted = new();
                await go();
                var seconds = await painted.Task.WaitAsync(TimeSpan.FromMinutes(1));
                var drawn = await page.Locator("op-panel[data-state=ready]:has(canvas)").CountAsync();
                return drawn == Panels ? seconds : throw new InvalidOperationException($"{drawn} of {Panels} panels were drawn.");
            }

            await page.Context.DisposeAsync();
        }
        Console.WriteLine($"{Panels} panels × 5 series × {Points} points; load average {File.ReadAllText("/proc/loadavg").Trim()}\n");
        Console.WriteLine("| | median | min | max |");
        Console.WriteLine("|---|---|---|---|");
        Print("cold", cold);
        Print("warm", warm);
        Print("later", later);
    }

    private static void Print(string what, List<double> seconds)
    {
        seconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds[Loads / 2]:0.00} s | {seconds[0]:0.00} s | {seconds[^1]:0.00} s |"));
    }

    private static async Task ImportAsync(Session session, Stack stack)
    {
        var page = await session.OpenAsync(stack);
        await page.GotoAsync(new Uri(stack.Portal, "/dashboards/import").ToString());
        await page.Locator("[data-testid=drop][data-ready]").WaitForAsync(new() { Timeout = 60_000 });
        await page.Locator("[data-testid=json]").FillAsync(Dashboard());
        await page.Locator("[data-testid=read]").ClickAsync();
        await page.Locator("[data-testid=do-import]").ClickAsync();
        await page.WaitForURLAsync("**/d/bench-paint**", new() { Timeout = 60_000 });
        await page.Context.DisposeAsync();
    }

    // Every panel asks something of its own: nothing is shared between them.
    private static string Dashboard() => JsonSerializer.Serialize(new
    {
        uid = "bench-paint", title = "Paint", schemaVersion = 39, time = new { from = "now-3h", to = "now" },
        panels = Enumerable.Range(0, Panels).Select(i => new
        {
            id = i + 1, type = "timeseries", title = $"Panel {i + 1}", interval = $"{Step}s", maxDataPoints = Points * 2,
            gridPos = new { x = i % 4 * 6, y = i / 4 * 6, w = 6, h = 6 },
            targets = new[] { new { refId = "A", expr = $"{i + 1} * sum by (endpoint) (rate(http_requests_total{{service=\"h200\",endpoint!=\"/api/health\"}}[1m]))", legendFormat = "{{endpoint}}" } },
        }),
    });
}
