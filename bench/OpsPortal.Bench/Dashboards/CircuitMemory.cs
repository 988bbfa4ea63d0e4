using System.Diagnostics;
using System.Globalization;

namespace OpsPortal.Bench.Dashboards;

/// <summary>What a viewer's circuit costs the portal: its resident memory before and while so many viewers have a dashboard's page open.</summary>
internal static class CircuitMemory
{
    private const string Page = "/d/h200?from=now-1h&to=now";
    private const int Warming = 10;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Uri portal, string cookie, Process process)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = portal };
        // What the first pages load stays.
        foreach (var viewer in await OpenAsync(http, cookie, Warming))
            await viewer.DisposeAsync();
        await Task.Delay(Settling);
        Console.WriteLine($"\nCircuits on `{Page}`, each drawn and then left open:\n");
        Console.WriteLine("| viewers with a circuit | alive at the end | portal's memory before | with them | a viewer | after they left |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var count in new[] { 10, 100 })
        {
            var before = Memory(process);
            var viewers = await OpenAsync(http, cookie, count);
            await Task.Delay(Settling);
            var with = Memory(process);
            var alive = viewers.Count(viewer => viewer.Ended is null);
            foreach (var viewer in viewers)
                await viewer.DisposeAsync();
            await Task.Delay(Settling);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {alive} | {before / 1e6:0} MB | {with / 1e6:0} MB | {(with - before) / 1e6 / count:0.00} MB | {Memory(process) / 1e6:0} MB |"));
            foreach (var reason in viewers.Select(viewer => viewer.Ended).OfType<string>().GroupBy(words => words))
                Console.WriteLine($"\n{reason.Count()} ended: {reason.Key}\n");
        }
    }

    private static async Task<List<CircuitViewer>> OpenAsync(HttpClient http, string cookie, int count)
    {
        var viewers = new List<CircuitViewer>();
        for (var i = 0; i < count; i++)
            viewers.Add(await CircuitViewer.OpenAsync(http, cookie, Page));
        return viewers;
    }

    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
