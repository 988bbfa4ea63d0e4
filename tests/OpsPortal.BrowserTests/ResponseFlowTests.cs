using System.Text;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>A declared incident: who leads, what users feel, what is to be done, a picture; seen by others at once, and in the review.</summary>
[Collection(nameof(Portal))]
public sealed class ResponseFlowTests(Portal portal)
{
    // One pixel.
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Declared_RolesImpactTasksAndFiles_ShowInAnotherBrowserAndInTheReview()
    {
        var (anna, annaWatch) = await portal.OpenAsync();
        var (ben, benWatch) = await portal.OpenAsync(phone: true, light: true);
        await anna.GotoAsync(new Uri(portal.Stack.Portal, "/incidents/declare").ToString());
        var panel = anna.GetByTestId("incident-response");
        // What is typed before the circuit is up is lost: then it is typed again.
        for (var tries = 0; tries < 8 && new Uri(anna.Url).AbsolutePath == "/incidents/declare"; tries++)
        {
            await anna.WaitForTimeoutAsync(1500);
            await anna.FillAsync("#title", "Uploads <b>fail</b>");
            await anna.SelectOptionAsync("#service", "aurelis");
            await anna.GetByRole(AriaRole.Button, new() { Name = "Declare" }).ClickAsync();
            await anna.WaitForTimeoutAsync(3000);
        }
        await panel.WaitForAsync();
        await ben.GotoAsync(anna.Url);
        var seen = ben.GetByTestId("incident-response");
        await seen.WaitForAsync();

        await anna.FillAsync("#lead", "Anna");
        await anna.Locator("#lead").BlurAsync();
        await anna.GetByTestId("impact-edit").ClickAsync();
        await anna.FillAsync("#impact", "No uploads in **Europe**");
        await anna.GetByTestId("impact-save").ClickAsync();
        await panel.GetByPlaceholder("What is to be done").FillAsync("Fail over");
        await anna.GetByTestId("task-add").ClickAsync();
        await anna.Locator("[data-testid=file-add]").SetInputFilesAsync(
            new FilePayload[] { new() { Name = "graph.png", MimeType = "image/png", Buffer = Picture }, new() { Name = "page.html", MimeType = "text/html", Buffer = Encoding.UTF8.GetBytes("<script>document.title = 'run'</script>") } });

        await Assertions.Expect(seen.GetByTestId("impact").Locator("strong")).ToHaveTextAsync("Europe");
        await Assertions.Expect(ben.Locator("#lead")).ToHaveValueAsync("Anna");
        await Assertions.Expect(seen.GetByTestId("task")).ToContainTextAsync("Fail over");
        await Assertions.Expect(seen.GetByTestId("incident-file")).ToHaveCountAsync(2, new() { Timeout = 20_000 });
        await Assertions.Expect(seen.Locator("[data-testid=incident-file] img")).ToHaveCountAsync(1);
        await seen.GetByTestId("task").Locator("input").CheckAsync();
        await Assertions.Expect(panel).ToContainTextAsync("1 of 1 done");
        await Assertions.Expect(anna.GetByTestId("incident-cost")).ToContainTextAsync("about $");
        await anna.ShouldBeAccessible();
        await ben.ShouldBeAccessible();
        (await ben.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("the page scrolls sideways");

        await anna.GetByTestId("review-it").ClickAsync();
        await Assertions.Expect(anna.GetByTestId("review")).ToContainTextAsync("No uploads in Europe");
        await Assertions.Expect(anna.GetByTestId("review")).ToContainTextAsync("Fail over");
        await anna.ShouldBeAccessible();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Assertions.Expect(ben.GetByTestId("incident-head")).ToContainTextAsync("Resolved");
        annaWatch.ShouldBeClean();
        benWatch.ShouldBeClean();
        await anna.Context.DisposeAsync();
        await ben.Context.DisposeAsync();
    }
}
