using System.Diagnostics;
using System.Globalization;
using OpsPortal.Tests;

namespace OpsPortal.Bench.Gpus;

/// <summary>Hosts and viewers that come and go, for as long as is wished; the portal's memory is looked at meanwhile.</summary>
internal static class Churn
{
    private const int Hosts = 20;
    private const int Viewers = 20;

    public static async Task RunAsync(TimeSpan length, KilledPortal portal, Session session, string token)
    {
        var address = new Uri($"http://127.0.0.1:{portal.Port}");
        var started = Stopwatch.GetTimestamp();
        var (hosts, viewers, look) = (0, 0, TimeSpan.Zero);
        Console.WriteLine("\n| churn after | hosts that came | viewers that came | portal's memory |\n|---|---|---|---|");
        while (true)
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed >= look)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {elapsed.TotalMinutes:0.0} min | {hosts:N0} | {viewers:N0} | {ProcessUse.Of([portal.Pid]).Bytes / 1048576.0:0} MiB |"));
                look = elapsed + (length / 8);
            }

            if (elapsed >= length)
                return;
            await using var agents = new SimulatedAgents(address, token, $"bench-churn-{hosts}", Hosts, 8, TimeSpan.FromSeconds(0.5));
            await using var watching = await NodeViewers.StartAsync(new ViewersPlan(address + "", session.CookieHeader, Viewers, "full", RepositoryRoot.Path, Points: 900));
            await Task.Delay(2000);
            (hosts, viewers) = (hosts + Hosts, viewers + Viewers);
        }
    }
}
