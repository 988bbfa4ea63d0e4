using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using OpsPortal.Bench.Gpus;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Logs;

/// <summary>
/// The logs page over a million lines: until the list and the bars are there, frames while it scrolls and while it wraps, memory; then
/// a tail of so many lines a second, whose lines carry numbers: what was sent must be what came and what was said to be dropped.
/// </summary>
internal static class LogsLoad
{
    private const int Lines = 1_000_000;
    private const string Frames = "() => { window.opFrames = 0; window.opLast = performance.now(); window.opLongest = 0; const f = t => { window.opFrames++; window.opLongest = Math.max(window.opLongest, t - window.opLast); window.opLast = t; window.opTimer = requestAnimationFrame(f); }; window.opBegan = performance.now(); requestAnimationFrame(f); }";
    private const string Counted = "() => { cancelAnimationFrame(window.opTimer); const s = (performance.now() - window.opBegan) / 1000; return [window.opFrames / s, window.opLongest]; }";

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60;
        var rate = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2000;
        await using var loki = await BenchLoki.StartAsync(Lines);
        await using var stack = await Stack.StartAsync(new Dictionary<string, string> { ["Loki__Url"] = loki.Url, ["HISTORY_DAYS"] = "1" });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage", "--enable-precise-memory-info"],
        });
        var session = await Session.SignInAsync(browser, stack);
        var portal = ProcessUse.Find((_, line) => line.Contains("OpsPortal.dll", StringComparison.Ordinal)).Where(pid => ProcessUse.Environ(pid).Contains(loki.Url, StringComparison.Ordinal)).ToArray();
        Console.WriteLine($"machine: {Environment.ProcessorCount} cores, load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        await NothingAsync(session, stack);
        await ListAsync(session, stack);
        await TailAsync(session, stack, loki, portal, seconds, rate);
        return 0;
    }

    // What the machine itself gives just then: an empty page that does nothing.
    private static async Task NothingAsync(Session session, Stack stack)
    {
        var page = await session.OpenAsync(stack);
        await page.GotoAsync("about:blank");
        await page.EvaluateAsync(Frames);
        await page.WaitForTimeoutAsync(5000);
        var frames = await page.EvaluateAsync<double[]>(Counted);
        Console.WriteLine($"an empty page: {frames[0]:0} frames/s (longest {frames[1]:0} ms)");
        await page.Context.DisposeAsync();
    }

    private static async Task ListAsync(Session session, Stack stack)
    {
        var page = await session.OpenAsync(stack);
        var watch = Stopwatch.StartNew();
        await page.GotoAsync(new Uri(stack.Portal, "/logs?limit=5000&refresh=off&query=" + Uri.EscapeDataString("{service=\"bulk\"}")).ToString());
        await page.Locator("[data-testid=log-line]").First.WaitForAsync(new() { Timeout = 60_000 });
        Console.WriteLine($"5,000 of {Lines:N0} lines: first row after {watch.Elapsed.TotalSeconds:0.00} s");
        await page.Locator("[data-testid=volume-chart] canvas").WaitForAsync(new() { Timeout = 60_000 });
        Console.WriteLine($"bars of {Lines:N0} lines: after {watch.Elapsed.TotalSeconds:0.00} s");
        await page.WaitForTimeoutAsync(2000);
        await page.EvaluateAsync(Frames);
        await page.EvaluateAsync("""
            () => new Promise(done => { const box = document.querySelector(".op-loglist"); const end = performance.now() + 5000;
              const step = () => { box.scrollTop = (box.scrollTop + 900) % (box.scrollHeight - box.clientHeight); if (performance.now() < end) requestAnimationFrame(step); else done(); }; step(); })
            """);
        var plain = await page.EvaluateAsync<double[]>(Counted);
        await page.Locator("[data-testid=wrap]").ClickAsync();
        await page.EvaluateAsync(Frames);
        await page.EvaluateAsync("""
            () => new Promise(done => { const box = document.querySelector(".op-loglist"); const end = performance.now() + 5000;
              const step = () => { box.scrollTop = (box.scrollTop + 900) % (box.scrollHeight - box.clientHeight); if (performance.now() < end) requestAnimationFrame(step); else done(); }; step(); })
            """);
        var wrapped = await page.EvaluateAsync<double[]>(Counted);
        Console.WriteLine($"scrolling 5,000 lines by a page a frame: {plain[0]:0} frames/s (longest {plain[1]:0} ms), wrapped {wrapped[0]:0} frames/s (longest {wrapped[1]:0} ms), script memory {await HeapAsync(page):0} MB");
        await page.Context.DisposeAsync();
    }

    private static async Task TailAsync(Session session, Stack stack, BenchLoki loki, int[] portal, int seconds, int rate)
    {
        var page = await session.OpenAsync(stack);
        await page.GotoAsync(new Uri(stack.Portal, "/logs?tail=1&query=" + Uri.EscapeDataString("{service=\"flood\"}")).ToString());
        await page.Locator("[data-testid=tail-received]").WaitForAsync(new() { Timeout = 60_000 });
        await page.WaitForTimeoutAsync(3000);
        var (cpuBefore, memoryBefore) = ProcessUse.Of(portal);
        await page.EvaluateAsync(Frames);
        var (sent, began, most) = (0L, Stopwatch.StartNew(), 0.0);
        var (memoryMiddle, memoryMost) = (0L, 0L);
        while (began.Elapsed.TotalSeconds < seconds)
        {
            var due = (long)(began.Elapsed.TotalSeconds * rate);
            var now = BenchLoki.Now;
            loki.Store.Push(Enumerable.Range(0, (int)(due - sent)).Select(i => BenchLoki.Line("flood", "info", now + i, sent + i)));
            sent = due;
            await Task.Delay(50);
            memoryMost = Math.Max(memoryMost, ProcessUse.Of(portal).Bytes);
            if (memoryMiddle == 0 && began.Elapsed.TotalSeconds > seconds / 2.0)
                memoryMiddle = ProcessUse.Of(portal).Bytes;
        }
        var frames = await page.EvaluateAsync<double[]>(Counted);
        most = await HeapAsync(page);
        await SettledAsync(page);
        var (cpuAfter, memoryAfter) = ProcessUse.Of(portal);
        var received = await CountAsync(page, "tail-received");
        var dropped = await CountAsync(page, "tail-dropped");
        var last = await page.Locator("[data-testid=log-line]").Last.InnerTextAsync();
        Console.WriteLine($"tail, {rate:N0} lines/s for {seconds} s: sent {sent:N0} = shown {received:N0} + said to be dropped {dropped:N0}: {(sent == received + dropped ? "yes" : "NO, " + (sent - received - dropped))}");
        Console.WriteLine($"  {frames[0]:0} frames/s (longest {frames[1]:0} ms), script memory {most:0} MB; the last row says: {last.Replace('\n', ' ')[..Math.Min(90, last.Length)]}");
        Console.WriteLine($"  portal: {(cpuAfter - cpuBefore) / began.Elapsed.TotalSeconds:0.00} cores, memory before {memoryBefore / 1e6:0} MB, half-way {memoryMiddle / 1e6:0} MB, most {memoryMost / 1e6:0} MB, after {memoryAfter / 1e6:0} MB");
        await page.Context.DisposeAsync();
    }

    // What is on its way when the last line was sent: until nothing changed for five seconds.
    private static async Task SettledAsync(IPage page)
    {
        for (var (before, still, waited) = (-1L, 0, 0); still < 5 && waited < 120; waited++)
        {
            await page.WaitForTimeoutAsync(1000);
            var now = await CountAsync(page, "tail-received") + await CountAsync(page, "tail-dropped");
            (before, still) = (now, now == before ? still + 1 : 0);
        }
    }

    private static async Task<long> CountAsync(IPage page, string id)
        => long.Parse((await page.Locator($"[data-testid={id}]").GetAttributeAsync("data-count"))!, CultureInfo.InvariantCulture);

    private static async Task<double> HeapAsync(IPage page) => await page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize / 1e6");
}
