using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.Bench.Gpus;

/// <summary>
/// Kills (SIGKILL) a portal process, an agent's process, and the network between them and before the viewers, so often each.
/// Measured is the time until every viewer has a frame that was sampled after it; counted is every frame.
/// </summary>
internal static class GpuKills
{
    private const int Viewers = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="args">The command's name, times (20), minutes of churn (0).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var times = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        var churn = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var tokenFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(tokenFile, token);
        await using var stack = await Stack.StartAsync();
        var session = await SignInAsync(stack);
        await using var portal = new KilledPortal(Settings(stack, tokenFile));
        await portal.StartAsync();
        Console.WriteLine($"{times} kills each; load average {File.ReadAllText("/proc/loadavg").Trim()}\n");
        Console.WriteLine("| killed | healed: median | longest | frames sampled | taken | known twice | lost | lost and counted | a viewer missed | caught up from memory | came twice, known by its number |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        var metricsToken = (await File.ReadAllTextAsync(Path.Combine(stack.Folder, "secrets", "prometheus.token"))).Trim();
        var good = true;
        foreach (var what in times > 0 ? new[] { "portal", "agent", "network" } : [])
            good &= await RowAsync(what, times, portal, session, tokenFile, metricsToken);
        if (churn > 0)
            await Churn.RunAsync(TimeSpan.FromMinutes(churn), portal, session, token);
        File.Delete(tokenFile);
        return good ? 0 : 1;
    }

    // The stack's database and keys; its first provisioned token is the bench's.
    private static Dictionary<string, string> Settings(Stack stack, string tokenFile) => new(
        GpuLoad.Token(tokenFile).ToDictionary(one => one.Key.Replace("__3__", "__0__", StringComparison.Ordinal), one => one.Value))
    {
        ["ConnectionStrings__OpsPortal"] = stack.ConnectionString, ["Access__KeysPath"] = Path.Combine(stack.Folder, "keys"),
        ["Gpus__ForgetAfter"] = "00:01:00", ["Gpus__Local"] = "off", ["Gpus__Exporters"] = "off",
    };

    private static async Task<bool> RowAsync(string what, int times, KilledPortal portal, Session session, string tokenFile, string metricsToken)
    {
        await using var agentCable = new TcpCable(portal.Port);
        await using var viewerCable = new TcpCable(portal.Port);
        var accepted = await AcceptedAsync(portal, metricsToken);
        var finished = new List<AgentCounts>();
        using var agent = new AgentProcess(agentCable.Port, tokenFile);
        await using var viewers = await NodeViewers.StartAsync(new ViewersPlan(
            $"http://127.0.0.1:{viewerCable.Port}/", session.CookieHeader, Viewers, "full", RepositoryRoot.Path, Points: 4000, Watch: KilledAgent.Host));
        _ = await viewers.AskAsync("measure");
        await HealedAsync(viewers, Now());
        var (took, starts) = (new List<double>(), new List<double>());
        for (var n = 0; n < times; n++)
        {
            var started = Stopwatch.GetTimestamp();
            var at = Now();
            switch (what)
            {
                case "portal":
                    await portal.KillAsync();
                    var start = Stopwatch.GetTimestamp();
                    await portal.StartAsync();
                    starts.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                    break;
                case "agent":
                    finished.Add(agent.Kill());
                    agent.Start();
                    break;
                default:
                    agentCable.Cut();
                    viewerCable.Cut();
                    await Task.Delay(1500);
                    (started, at) = (Stopwatch.GetTimestamp(), Now());
                    agentCable.Mend();
                    viewerCable.Mend();
                    break;
            }

            await HealedAsync(viewers, at);
            took.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            await Task.Delay(1000);
        }

        await Task.Delay(2000);
        var report = await viewers.AskAsync<ViewersReport>("report");
        var last = agent.Kill();
        finished.Add(last);
        var sampled = finished.Sum(one => one.Sampled);
        // A portal that was killed took its count with it: then the agent's own says what was answered for.
        var taken = what == "portal" ? finished.Sum(one => one.Taken) : await AcceptedAsync(portal, metricsToken) - accepted;
        var counted = finished.Sum(one => one.Dropped + one.Refused);
        // The portal counts what it took; a frame that waited when its agent was killed may still have been on its way.
        var lost = sampled - taken - (what == "portal" ? finished.Sum(one => one.Duplicates + one.Waiting) : 0);
        took.Sort();
        starts.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {took[took.Count / 2]:0.0} s | {took[^1]:0.0} s | {sampled} | {taken} | {finished.Sum(one => one.Duplicates)} | {lost} | {counted} | {(double)report.Gaps / report.Viewers:0.0} | {(double)report.Filled / report.Viewers:0.0} | {report.Doubles} |"));
        if (starts.Count > 0)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the portal's start alone: median {starts[starts.Count / 2]:0.0} s, longest {starts[^1]:0.0} s"));
        return took[^1] <= 10 && last.AddsUp;
    }

    private static Task<long> AcceptedAsync(KilledPortal portal, string token) => portal.CountAsync("opsportal_gpu_frames_total{result=\"accepted\"}", token);

    private static async Task HealedAsync(NodeViewers viewers, long after)
    {
        var started = Stopwatch.GetTimestamp();
        while (await viewers.NewestAsync() <= after)
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
                throw new InvalidOperationException($"Not healed within {Limit.TotalSeconds} s.");
            await Task.Delay(25);
        }
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<Session> SignInAsync(Stack stack)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        return await Session.SignInAsync(browser, stack);
    }

    /// <summary>One agent after the other.</summary>
    private sealed class AgentProcess : IDisposable
    {
        private readonly int _port;
        private readonly string _tokenFile;
        private readonly string _counts = Path.GetTempFileName();
        private Process? _process;

        public AgentProcess(int port, string tokenFile)
        {
            (_port, _tokenFile) = (port, tokenFile);
            Start();
        }

        public void Start()
        {
            var start = new ProcessStartInfo("dotnet");
            foreach (var argument in new[] { typeof(GpuKills).Assembly.Location, "gpu-agent", $"http://127.0.0.1:{_port}", _tokenFile, _counts })
                start.ArgumentList.Add(argument);
            _process = Process.Start(start)!;
        }

        public AgentCounts Kill()
        {
            _process!.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
            return KilledAgent.Read(_counts);
        }

        public void Dispose()
        {
            if (_process is not null)
                _ = Kill();
            File.Delete(_counts);
        }
    }
}
