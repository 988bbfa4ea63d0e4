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
        Console.WriteLine("| row | frames posted | not taken | sample → viewer p50 | p99 | longest | frames a viewer missed | doubles | skipped | sample → page p50 | p99 | bytes a viewer and s | load |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var kept = true;
        foreach (var shape in new[] { new Shape("100 GPUs at 10 Hz", "bench-fast", 10, 10, 0.1), new Shape("1,000 GPUs at 1 Hz", "bench-many", 125, 8, 1) }.Where(shape => args.Length < 3 || shape.Name.Contains(args[2], StringComparison.Ordinal)))
        {
            var calm = await RowAsync(stack, session, token, shape, seconds, harm: false);
            var harmed = await RowAsync(stack, session, token, shape, seconds, harm: true);
            kept &= harmed.P99 <= 1.2 * calm.P99 && calm.Gaps + harmed.Gaps + calm.Doubles + harmed.Doubles == 0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {shape.Name}: with harm against without | | | | {harmed.P99 / calm.P99:0.00} times (promised 1.2) | | | | | | | | |"));
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

    private static async Task<ViewersReport> RowAsync(Stack stack, Session session, string token, Shape shape, int seconds, bool harm)
    {
        await using var agents = new SimulatedAgents(stack.Portal, token, shape.Prefix, shape.Hosts, shape.GpusEach, TimeSpan.FromSeconds(shape.Every));
        await using var lane = harm ? new SlowLane(stack.Portal.Port) : null;
        await using var viewers = await NodeViewers.StartAsync(
            new ViewersPlan(stack.Portal.ToString(), session.CookieHeader, Viewers, harm ? Stalled : 0, "lean", RepositoryRoot.Path, Lane: lane?.Address.ToString()));
        var pages = new List<IPage>();
        foreach (var address in new[] { "/gpus?mode=fleet", "/gpus?mode=cards", $"/gpus?host={shape.Prefix}-000" })
            pages.Add(await OpenAsync(stack, session, address));
        await Task.Delay(WarmUp);
        await using var garbage = harm ? new GarbageAgent(stack.Portal, token) : null;
        lane?.Hold();

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
        _ = await viewers.AskAsync("measure");
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var report = await viewers.AskAsync<ViewersReport>("report");
        posted = agents.Count - posted;
        var drawn = new List<double>();
        foreach (var page in pages)
            drawn.AddRange(await page.EvaluateAsync<double[]>("() => window.benchDelays"));
        drawn.Sort();
        // What the page of cards shows of the first host: its section is in sight, so its figures come whole.
        var whole = await pages[1].Locator("[data-figure=clocks]").EvaluateAllAsync<int>("all => all.filter(one => one.textContent !== '–').length");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {shape.Name}{(harm ? $", {Stalled} viewers stalled, garbage" : "")} | {posted.Posted:N0} | {posted.Refused + posted.Failed} | {report.P50:0} ms | {report.P99:0} ms | {report.Most:0} ms | {report.Gaps} | {report.Doubles} | {report.Skipped} | {At(drawn, .5):0} ms | {At(drawn, .99):0} ms | {report.BytesAViewerAndSecond:N0} | {File.ReadAllText("/proc/loadavg").Split(' ')[0]} |"));
        var lines = processes.Select((one, i) =>
        {
            var now = ProcessUse.Of(one.Pids);
            return string.Create(CultureInfo.InvariantCulture, $"{one.Name}{(one.Pids.Count == 1 ? $" (pid {one.Pids[0]})" : $" ({one.Pids.Count} processes)")} {now.Seconds - before[i]:0.0} CPU s of {seconds} s, {now.Bytes / 1048576.0:0} MiB");
        }).Append($"{whole} cards in sight were drawn whole");
        Console.Error.WriteLine($"  {shape.Name}{(harm ? ", harmed" : "")}: {string.Join("; ", lines)}");
        if (harm)
        {
            lane!.Release();
            await Task.Delay(4000);
            var stalled = await viewers.AskAsync<StalledReport>("stalledReport");
            Console.Error.WriteLine($"  the stalled skipped {string.Join(", ", stalled.Skipped)} frames each and were told so; of the garbage {garbage!.Refused} bodies were refused, {garbage.Taken} taken");
        }

        foreach (var page in pages)
            await page.Context.CloseAsync();
        return report;
    }

    private static async Task<IPage> OpenAsync(Stack stack, Session session, string address)
    {
        var page = await session.OpenAsync(stack);
        await page.GotoAsync(new Uri(stack.Portal, address).ToString());
        await page.WaitForSelectorAsync("[data-testid=gpus-live][data-connection=open]", new() { Timeout = 60_000, State = WaitForSelectorState.Attached });
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
