using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>From a burst of errors in a service to an acknowledgement on somebody else's screen, over the real Prometheus and Alertmanager.</summary>
[Collection(nameof(Portal))]
public sealed class IncidentFlowTests(Portal portal)
{
    // A scrape, a 5-minute rate that has to climb, the rule's wait and the group's wait.
    private const int UpToFourMinutes = 240_000;

    [Fact]
    public async Task ErrorBurst_BecomesAnIncidentOnAnOpenPage_AndItsAcknowledgementShowsInAnotherBrowser()
    {
        using var http = new HttpClient();
        var (anna, annaWatch) = await portal.OpenAsync();
        var (ben, benWatch) = await portal.OpenAsync();
        // By the burst's own alert: what else fires on a machine that is busy (a scrape that fails) is no concern of this test.
        var list = new Uri(portal.Stack.Portal, "/incidents?service=hdc&q=HdcHighErrorRate").ToString();
        await anna.GotoAsync(list);
        await ben.GotoAsync(list);
        await Assertions.Expect(ben.Locator("[data-testid=incident-row]")).ToHaveCountAsync(0);

        (await http.PutAsync(new Uri(portal.Stack.Lab, "/lab/scenarios/error-burst?service=hdc&minutes=10"), null)).EnsureSuccessStatusCode();
        try
        {
            var row = anna.Locator("[data-testid=incident-row]").First;
            await row.WaitForAsync(new() { Timeout = UpToFourMinutes });
            await Assertions.Expect(ben.Locator("[data-testid=incident-row]").First).ToBeVisibleAsync();

            await row.Locator("a").First.ClickAsync();
            await anna.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();

            await Assertions.Expect(ben.Locator("[data-testid=incident-row]").First).ToContainTextAsync("Acknowledged");
            await Assertions.Expect(anna.Locator("[data-testid=timeline]")).ToContainTextAsync("acknowledged", new() { IgnoreCase = true });
        }
        finally
        {
            await http.PutAsync(new Uri(portal.Stack.Lab, "/lab/scenarios/calm"), null);
        }
        annaWatch.ShouldBeClean();
        benWatch.ShouldBeClean();
        await anna.Context.DisposeAsync();
        await ben.Context.DisposeAsync();
    }
}
