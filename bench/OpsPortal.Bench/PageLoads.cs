using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench;

/// <summary>From the start of the navigation, with an empty cache, until the page's named element is to be seen.</summary>
internal static class PageLoads
{
    private const int Loads = 9;

    public static async Task RunAsync(Session session, Stack stack)
    {
        Console.WriteLine("| page | first useful paint, median | min | max | transferred |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (path, name, useful) in PageList.All)
        {
            var seconds = new List<double>();
            long bytes = 0;
            for (var load = 0; load < Loads; load++)
            {
                var page = await session.OpenAsync(stack);
                var responses = new List<IResponse>();
                page.Response += (_, response) =>
                {
                    lock (responses)
                        responses.Add(response);
                };
                var started = Stopwatch.GetTimestamp();
                await page.GotoAsync(new Uri(stack.Portal, path).ToString(), new() { WaitUntil = WaitUntilState.Commit });
                await page.WaitForSelectorAsync(useful, new() { Timeout = 30_000 });
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                if (load == Loads - 1)
                    bytes = await TransferredAsync(page, responses);
                await page.Context.DisposeAsync();
            }
            seconds.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} `{path}` | {seconds[Loads / 2]:0.00} s | {seconds[0]:0.00} s | {seconds[^1]:0.00} s | {bytes / 1000.0:0} kB |"));
        }
    }

    private static async Task<long> TransferredAsync(IPage page, List<IResponse> responses)
    {
        await page.WaitForLoadStateAsync(LoadState.Load);
        long bytes = 0;
        IResponse[] all;
        lock (responses)
            all = [.. responses];
        foreach (var response in all)
        {
            var sizes = await response.Request.SizesAsync();
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }
        return bytes;
    }
}
