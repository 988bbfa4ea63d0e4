using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench;

/// <summary>How long each step from a burst of errors to an acknowledgement on another screen takes; rules wait 5 s here instead of minutes.</summary>
internal static class IncidentSteps
{
    public static async Task RunAsync(Session session, Stack stack)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var watcher = await session.OpenAsync(stack);
        var other = await session.OpenAsync(stack);
        foreach (var page in new[] { watcher, other })
        {
            await page.GotoAsync(new Uri(stack.Portal, "/incidents?service=hdc").ToString());
            await page.WaitForSelectorAsync("[data-testid=incident-row], [data-testid=empty]");
            await page.WaitForTimeoutAsync(2000);
        }
        var started = Stopwatch.GetTimestamp();
        (await http.PutAsync(new Uri(stack.Lab, "/lab/scenarios/error-burst?service=hdc&minutes=10"), null)).EnsureSuccessStatusCode();
        Console.WriteLine("| step | since the burst began |");
        Console.WriteLine("|---|---|");

        await UntilAsync(async () => (await http.GetStringAsync(new Uri(stack.Prometheus, "/api/v1/alerts"))) is var alerts
            && alerts.Contains("\"service\":\"hdc\"", StringComparison.Ordinal) && alerts.Contains("\"state\":\"firing\"", StringComparison.Ordinal));
        Say("Prometheus' rule fires");
        await watcher.WaitForSelectorAsync("[data-testid=incident-row]", new() { Timeout = 240_000 });
        Say("the incident is on an open page");
        var acknowledged = Stopwatch.GetTimestamp();
        await watcher.ClickAsync("[data-testid=incident-row] a");
        await watcher.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await other.WaitForSelectorAsync("[data-testid=incident-row]:has-text('Acknowledged')", new() { Timeout = 30_000 });
        Say("acknowledged in one browser, seen in another");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nFrom the click on the row to the other screen: {Stopwatch.GetElapsedTime(acknowledged).TotalSeconds:0.00} s"));

        void Say(string step) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {step} | {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s |"));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var second = 0; second < 240; second++)
        {
            if (await condition())
                return;
            await Task.Delay(1000);
        }
        throw new TimeoutException("Nothing happened within four minutes.");
    }
}
