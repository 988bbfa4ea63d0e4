using System.Text.Json;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>The live page: how often it draws, that what it shows was measured, and that pausing loses nothing.</summary>
[Collection(nameof(Portal))]
public sealed class GpuTests(Portal portal)
{
    // Notes the moment and the figures of every frame that a card draws.
    private const string Watch = """
        async seconds => {
          const seen = [...document.querySelectorAll("[data-testid=gpu-card]")].map(() => []);
          const read = (card, list) => {
            const raw = name => Number(card.querySelector(`[data-figure=${name}]`).dataset.raw);
            if (list.at(-1)?.at !== Number(card.dataset.at))
              list.push({ at: Number(card.dataset.at), utilization: raw("utilization"), memory: raw("memory"), temperature: raw("temperature") });
          };
          const cards = [...document.querySelectorAll("[data-testid=gpu-card]")];
          const timer = setInterval(() => cards.forEach((card, i) => read(card, seen[i])), 50);
          await new Promise(done => setTimeout(done, seconds * 1000));
          clearInterval(timer);
          return seen;
        }
        """;

    [Fact]
    public async Task Gpus_Watched_DrawAFrameASecondAndAgreeWithWhatPrometheusScraped()
    {
        var (page, watch) = await OpenAsync("?host=lab-gpu-1");
        using var truth = new Truth(portal.Stack.Prometheus);

        var seen = await page.EvaluateAsync<JsonElement>(Watch, 24);

        seen.GetArrayLength().ShouldBe(8);
        foreach (var card in seen.EnumerateArray())
            card.GetArrayLength().ShouldBeGreaterThanOrEqualTo(22, "frames in 24 s");
        var frames = seen[0].EnumerateArray().ToList();
        foreach (var (figure, metric) in new[] { ("utilization", "gpu_utilization_percent"), ("memory", "gpu_memory_used_bytes"), ("temperature", "gpu_temperature_celsius") })
        {
            // What was scraped while the page was watched must be between the frames around that moment.
            var series = $"{metric}{{job=\"gpu-host\",host=\"lab-gpu-1\",gpu_id=\"0\"}}";
            var now = DateTimeOffset.FromUnixTimeMilliseconds(frames[^2].GetProperty("at").GetInt64());
            var scraped = await truth.ValueAsync(series, now);
            var scrapedAt = 1000 * await truth.ValueAsync($"timestamp({series})", now);
            scraped.ShouldNotBeNull(series);
            var around = frames.Where(f => Math.Abs(f.GetProperty("at").GetDouble() - scrapedAt!.Value) <= 2000).Select(f => f.GetProperty(figure).GetDouble()).ToList();
            around.ShouldNotBeEmpty("no scrape fell into the time that was watched");
            var slack = 0.5 + (scraped.Value * 1e-9);
            scraped.Value.ShouldBeInRange(around.Min() - slack, around.Max() + slack, series);
        }
        await Assertions.Expect(page.GetByText("A second sender uses this name")).ToBeHiddenAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Gpus_Paused_StandStillAndGoOnWithNothingLost()
    {
        var (page, _) = await OpenAsync();
        var at = page.Locator("[data-testid=gpu-card]").First;
        await page.GetByTestId("gpu-pause").ClickAsync();
        await Assertions.Expect(page.GetByTestId("gpus-connection")).ToContainTextAsync("Paused at");

        var before = await at.GetAttributeAsync("data-at");
        await page.WaitForTimeoutAsync(3500);
        (await at.GetAttributeAsync("data-at")).ShouldBe(before);
        (await page.GetByTestId("gpus-connection").InnerTextAsync()).ShouldMatch("[2-9] frames came since and are kept");

        await page.GetByTestId("gpu-pause").ClickAsync();
        await Assertions.Expect(at).Not.ToHaveAttributeAsync("data-at", before!);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Gpus_PickedToBeCompared_AreDrawnTogetherAndZoomed()
    {
        var (page, watch) = await OpenAsync("?host=lab-gpu-1");
        var chart = page.GetByTestId("gpu-compare-chart");
        await Assertions.Expect(chart.Locator("canvas").First).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await page.GetByTestId("gpu-compare-toggle").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("compare=lab-gpu-1%2F0"));
        await Assertions.Expect(page.GetByTestId("gpu-compare")).ToContainTextAsync("Picked GPUs");
        var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f), box.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.99f), box.Y + 40, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.GetByTestId("gpu-compare")).ToContainTextAsync("Zoomed");
        await page.GetByTestId("gpu-compare-live").ClickAsync();
        await Assertions.Expect(page.GetByTestId("gpu-compare")).ToContainTextAsync("Drag to zoom");

        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Gpus_OneGpuWhilePaused_ShowsAllThatWasReadAndIsZoomedToTheMinutesOfItsLinks()
    {
        var (page, watch) = await OpenAsync("?host=lab-gpu-1");
        await page.GetByTestId("gpu-alone").Nth(5).ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=gpu-card]:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=gpu-details]:visible")).ToContainTextAsync("Worked out by the portal");
        await Assertions.Expect(page.GetByTestId("gpu-all")).ToBeVisibleAsync();
        var chart = page.GetByTestId("gpu-compare-chart");
        await Assertions.Expect(chart.Locator(".u-over")).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await page.GetByTestId("gpu-pause").ClickAsync();
        await Assertions.Expect(page.GetByTestId("gpus-connection")).ToContainTextAsync("Paused at");
        var before = await page.GetByTestId("gpu-chart-incidents").GetAttributeAsync("href");
        var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.2f), box.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + 40, new() { Steps = 5 });
        await page.Mouse.UpAsync();

        await Assertions.Expect(page.GetByTestId("gpu-compare")).ToContainTextAsync("Zoomed");
        await Assertions.Expect(page.GetByTestId("gpu-chart-incidents")).Not.ToHaveAttributeAsync("href", before!);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Fleet_ByKeyboard_GoesFromCellToCellStaysThereWhenTheyMoveAndOpensOne()
    {
        var (page, watch) = await portal.OpenAsync(phone: true);
        // So narrow that there is more than one row of cells.
        await page.SetViewportSizeAsync(220, 800);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/gpus?mode=fleet").ToString());
        await page.TakenOverAsync();
        var cells = page.GetByTestId("gpu-cell");
        await Assertions.Expect(cells.Nth(7)).ToBeVisibleAsync();
        var last = await cells.CountAsync() - 1;
        await Assertions.Expect(page.Locator("[data-testid=gpu-cell][tabindex='0']")).ToHaveCountAsync(1);

        await cells.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(cells.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(cells.Nth(last)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowDown");
        (await page.EvaluateAsync<bool>("() => document.activeElement.getBoundingClientRect().top > document.querySelector('[data-testid=gpu-cell]').getBoundingClientRect().top")).ShouldBeTrue();
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(cells.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowRight");

        // All cells are placed anew: who was at one of them still is.
        var href = await cells.Nth(1).GetAttributeAsync("href");
        await page.EvaluateAsync("() => Blazor.navigateTo('/gpus?mode=fleet&group=model')");
        await Assertions.Expect(page.Locator(".gpu-fleet-group h3").First).ToContainTextAsync("NVIDIA");
        var here = page.Locator($"[data-testid=gpu-cell][href='{href}']");
        await Assertions.Expect(here).ToBeFocusedAsync();
        await Assertions.Expect(here).ToHaveAttributeAsync("tabindex", "0");
        (await here.GetAttributeAsync("aria-label"))!.ShouldMatch("GPU [0-9]+: [0-9]+ %");

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=gpu-card]:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(href!)));
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Gpus_AddressOfAGpuThatTheHostHasNot_SaysSo()
    {
        var (page, watch) = await portal.OpenAsync(phone: true);
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/gpus?host=lab-gpu-1&gpu=40").ToString());
        await Assertions.Expect(page.GetByTestId("gpu-none")).ToContainTextAsync("This host has no GPU 40 now: it has 8, counted from 0.");
        await Assertions.Expect(page.GetByTestId("gpu-all")).ToBeVisibleAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Gpus_Overheating_AreSaidInWordsAndComeFirst()
    {
        var (page, _) = await OpenAsync("?sort=trouble");
        using var lab = new HttpClient { BaseAddress = portal.Stack.Lab };
        (await lab.PutAsync("/lab/scenarios/gpu-overheat?service=h200&minutes=5", null)).EnsureSuccessStatusCode();
        try
        {
            var first = page.Locator("[data-testid=gpu-card]").First;
            await Assertions.Expect(first.GetByTestId("gpu-notes")).ToContainTextAsync("too hot", new() { Timeout = 120_000 });
            (await first.GetAttributeAsync("data-level")).ShouldBe("3");
            (await first.InnerTextAsync()).ShouldContain("H200 Mug Positioning");
        }
        finally
        {
            (await lab.DeleteAsync("/lab/scenarios/gpu-overheat")).EnsureSuccessStatusCode();
            await page.Context.DisposeAsync();
        }
    }

    private async Task<(IPage Page, PageWatch Watch)> OpenAsync(string query = "")
    {
        var (page, watch) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/gpus" + query).ToString());
        await page.Locator("[data-testid=gpu-card] [data-testid=utilization]").First.WaitForAsync(new() { Timeout = 40_000 });
        return (page, watch);
    }
}
