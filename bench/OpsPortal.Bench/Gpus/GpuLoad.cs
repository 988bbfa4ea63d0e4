using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.Bench.Gpus;

/// <summary>
/// 1,000 GPUs at 1 Hz and 100 at 10 Hz, each with 200 SignalR viewers in one Node process and three pages in Chromium; then the
/// same with five viewers that stop reading and one agent that sends garbage. All on one machine and by one clock.
/// </summary>
internal static class GpuLoad
{
    private const int Viewers = 200;
    private const int Stalled = 5;

    /// <summary>Milliseconds for a page to come up: other work on the machine must lengthen a run, not end it.</summary>
    private const int PagePatience = 180_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    /// <param name="args">The command's name, seconds for each row (45), and words that a row's name must have (all rows).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 45;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var tokenFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(tokenFile, token);
        await using var stack = await Stack.StartAsync(Token(tokenFile));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        var session = await Session.SignInAsync(browser, stack);
        Console.WriteLine($"{Viewers} viewers in one Node process, 3 pages in Chromium, {seconds} s a row; load average {File.ReadAllText("/proc/loadavg").Trim()}\n");
        Console.WriteLine("| row | frames posted | not taken | sample → viewer p50 | p99 | longest, at | missed | doubles | skipped by readers | skipped by the stalled | sample → page p50 | p99 | bytes a viewer and s | machine late, at | viewers' process late | portal's GC: pauses in all, times | load |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var kept = true;
        foreach (var shape in new[] { new Shape("100 GPUs at 10 Hz", "bench-fast", 10, 10, 0.1), new Shape("1,000 GPUs at 1 Hz", "bench-many", 125, 8, 1) }.Where(shape => args.Length < 3 || shape.Name.Contains(args[2], StringComparison.Ordinal)))
        {
            var (calm, _) = await RowAsync(stack, session, token, shape, seconds, harm: false);
            var (harmed, stalled) = await RowAsync(stack, session, token, shape, seconds, harm: true);
            kept &= harmed.P99 <= 1.2 * calm.P99 && calm.Gaps + harmed.Gaps + calm.Doubles + harmed.Doubles == 0 && stalled.All(one => one.AddsUp && one.Skipped > 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {shape.Name}: with harm against without | | | | {harmed.P99 / calm.P99:0.00} times (promised 1.2) | | | | | | | | | | | | |"));
        }

        File.Delete(tokenFile);
        return kept ? 0 : 1;
    }

    /// <summary>An API token for the bench's hosts, which the portal makes at its start.</summary>
    internal static Dictionary<string, string> Token(string file) => new()
    {
        ["Access__ProvisionedTokens__3__Name"] = "bench", ["Access__ProvisionedTokens__3__Scopes"] = "gpu:write,gpu-host:bench-*", ["Access__ProvisionedTokens__3__File"] = file,
    };

    /// <summary>The process that serves the portal at a port.</summary>
    internal static int Portal(int port) =>
        ProcessUse.Find((pid, line) => line.Contains("OpsPortal.dll", StringComparison.Ordinal) && ProcessUse.Environ(pid).Contains($"ASPNETCORE_URLS=http://127.0.0.1:{port}\0", StringComparison.Ordinal)).Single();

    private static async Task<(ViewersReport Report, IReadOnlyList<StalledCount> Stalled)> RowAsync(Stack stack, Session session, string token, Shape shape, int seconds, bool harm)
    {
        await using var agents = new SimulatedAgents(stack.Portal, token, shape.Prefix, shape.Hosts, shape.GpusEach, TimeSpan.FromSeconds(shape.Every));
        await using var viewers = await NodeViewers.StartAsync(new ViewersPlan(stack.Portal.ToString(), session.CookieHeader, Viewers, "lean", RepositoryRoot.Path));
        var pages = new List<IPage>();
        foreach (var address in new[] { "/gpus?mode=fleet", "/gpus?mode=cards", $"/gpus?host={shape.Prefix}-000" })
            pages.Add(await OpenAsync(stack, session, address));
        await Task.Delay(WarmUp);
        await using var garbage = harm ? new GarbageAgent(stack.Portal, token) : null;
        var stalled = new List<StalledViewer>();
        for (var n = 0; harm && n < Stalled; n++)
            stalled.Add(await StalledViewer.ConnectAsync(stack.Portal, session.CookieHeader));

        var portal = Portal(stack.FirstPort);
        (string Name, IReadOnlyList<int> Pids)[] processes =
        [
            ("portal", [portal]), ("viewers (node)", [viewers.Pid]), ("agents (bench)", [Environment.ProcessId]),
            ("Chromium", [.. ProcessUse.Tree(Environment.ProcessId).Intersect(ProcessUse.Find((_, line) => line.Contains("chromium", StringComparison.Ordinal)))]),
        ];
        var before = processes.Select(one => ProcessUse.Of(one.Pids).Seconds).ToArray();
        var posted = agents.Count;
        foreach (var page in pages)
            _ = await page.EvaluateAsync("() => { window.benchDelays = []; }");
        var counters = await PortalCounters.ReadAsync(stack);
        _ = await viewers.AskAsync("measure");
        using var machine = new Standstill();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var report = await viewers.AskAsync<ViewersReport>("report");
        var late = machine.Seen;
        posted = agents.Count - posted;
        counters = await PortalCounters.ReadAsync(stack) - counters;
        var drawn = new List<double>();
        foreach (var page in pages)
            drawn.AddRange(await page.EvaluateAsync<double[]>("() => window.benchDelays"));
        drawn.Sort();
        // What the page of cards shows of the first host: its section is in sight, so its figures come whole.
        var whole = await pages[1].Locator("[data-figure=clocks]").EvaluateAllAsync<int>("all => all.filter(one => one.textContent !== '–').length");
        var told = await Task.WhenAll(stalled.Select(one => one.ReadOnAsync()));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {shape.Name}{(harm ? $", {Stalled} viewers stalled, garbage" : "")} | {posted.Posted:N0} | {posted.Refused + posted.Failed} | {report.P50:0} ms | {report.P99:0} ms | {report.Most:0} ms, {report.MostAt:0.0} s | {report.Gaps} | {report.Doubles} | {report.Skipped} | {Words(told)} | {At(drawn, .5):0} ms | {At(drawn, .99):0} ms | {report.BytesAViewerAndSecond:N0} | {late.Longest.TotalMilliseconds:0} ms, {late.At.TotalSeconds:0.0} s | {report.Late:0} ms | {1000 * counters.GcPause:0} ms in {counters.Young + counters.Old:0} | {File.ReadAllText("/proc/loadavg").Split(' ')[0]} |"));
        var lines = processes.Select((one, i) =>
        {
            var now = ProcessUse.Of(one.Pids);
            return string.Create(CultureInfo.InvariantCulture, $"{one.Name}{(one.Pids.Count == 1 ? $" (pid {one.Pids[0]})" : $" ({one.Pids.Count} processes)")} {now.Seconds - before[i]:0.0} CPU s of {seconds} s, {now.Bytes / 1048576.0:0} MiB");
        }).Append($"{whole} cards in sight were drawn whole").Append($"{counters.Old:0} of the collections were of all generations")
            .Append(report.Breaks.Length == 0 ? "no viewer lost its connection" : string.Create(CultureInfo.InvariantCulture, $"{report.Breaks.Length} connections of viewers were lost and came back, the longest after {report.Breaks.Max() / 1000:0.0} s"));
        Console.Error.WriteLine($"  {shape.Name}{(harm ? ", harmed" : "")}: {string.Join("; ", lines)}");
        if (harm)
        {
            var all = await PortalCounters.ReadAsync(stack);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  the stalled: {string.Join("; ", told.Select(one => one.Problem ?? $"got {one.Got}, skipped {one.Skipped} of {one.Sent}{(one.AddsUp ? "" : ": does not add up")}"))}; the portal counts {all.Skipped:0} skipped since its start; of the garbage {garbage!.Refused} bodies were refused, {garbage.Taken} taken"));
        }

        foreach (var one in stalled)
            await one.DisposeAsync();
        foreach (var page in pages)
            await page.Context.CloseAsync();
        return (report, told);
    }

    private static string Words(StalledCount[] told) => told.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{told.Min(one => one.Skipped):N0} to {told.Max(one => one.Skipped):N0} of {told.Max(one => one.Sent):N0} each{(told.All(one => one.AddsUp) ? "" : ", not all counted")}");

    private static async Task<IPage> OpenAsync(Stack stack, Session session, string address)
    {
        var page = await session.OpenAsync(stack);
        await page.GotoAsync(new Uri(stack.Portal, address).ToString(), new() { Timeout = PagePatience });
        await page.WaitForSelectorAsync("[data-testid=gpus-live][data-connection=open]", new() { Timeout = PagePatience, State = WaitForSelectorState.Attached });
        _ = await page.EvaluateAsync("""
            () => {
              window.benchDelays = [];
              document.querySelector("[data-testid=gpus-live]").addEventListener("op-gpu-item", event => {
                const now = Date.now();
                if (event.detail.first) return;
                for (const lean of event.detail.lean ?? []) window.benchDelays.push(now - lean[3]);
                for (const { frame } of event.detail.frames ?? []) window.benchDelays.push(now - frame.at);
              });
            }
            """);
        return page;
    }

    private static double At(List<double> sorted, double quantile) => sorted.Count == 0 ? double.NaN : sorted[(int)Math.Ceiling(quantile * (sorted.Count - 1))];

    /// <param name="Every">Seconds between two frames of a host.</param>
    private sealed record Shape(string Name, string Prefix, int Hosts, int GpusEach, double Every);
}
