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
        var panel = await DeclareAsync(anna, "Uploads <b>fail</b>", "aurelis");
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
        await Assertions.Expect(seen.GetByTestId("incident-file")).ToHaveCountAsync(2);
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

    /// <summary>Lines that mean ill, in the evidence of an incident and in the file that its review is exported as: nothing of them runs or asks anybody for anything.</summary>
    [Fact]
    public async Task HostileLines_InEvidenceAndItsExport_AreTextAndNeverRun()
    {
        const string Script = "<script>window.hacked=1;alert(1)</script><img src=\"https://evil.example/x.png\" onerror=\"window.hacked=1\"><svg onload=\"alert(2)\"></svg>";
        string[] lines = [Script, $"</p></figure></body></html>{Script}", "user\u202egpj.exe \u0007", "[click](javascript:alert(3)) <a href=\"javascript:alert(4)\">x</a>"];
        // So many of each that they are among the patterns that are kept.
        await portal.Stack.PushAsync("microdiff", lines.SelectMany(line => Enumerable.Range(0, 60).Select(i => $"{line} {i}")), "error");
        var (page, watch) = await portal.OpenAsync();
        var dialogs = 0;
        page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.DismissAsync();
        };
        await DeclareAsync(page, "Hostile " + Script, "microdiff");
        var number = new Uri(page.Url).AbsolutePath.Split('/')[^1];
        var evidence = page.Locator("[data-testid=evidence-item][data-kind=Logs]");
        for (var tries = 0; tries < 20 && await evidence.CountAsync() == 0; tries++)
        {
            await page.WaitForTimeoutAsync(1500);
            await page.ReloadAsync();
        }

        await Assertions.Expect(evidence).ToContainTextAsync("<script>window.hacked=<*>;alert(<*>)</script>");
        await Assertions.Expect(evidence).ToContainTextAsync("user⟨U+202E⟩gpj.exe ␇");
        (await page.Locator("[data-testid=evidence] script, [data-testid=evidence] img, [data-testid=evidence] svg[onload], [data-testid=evidence] a[href^=javascript]").CountAsync()).ShouldBe(0);

        var asked = new List<string>();
        var download = await page.APIRequest.GetAsync(new Uri(portal.Stack.Portal, $"/incidents/{number}/review.html").ToString());
        var file = Path.Combine(Path.GetTempPath(), $"review-{Guid.NewGuid():N}.html");
        await File.WriteAllBytesAsync(file, await download.BodyAsync());
        try
        {
            var exported = await page.Context.NewPageAsync();
            exported.Dialog += (_, dialog) =>
            {
                dialogs++;
                _ = dialog.DismissAsync();
            };
            exported.Request += (_, request) => asked.Add(request.Url);
            await exported.GotoAsync(new Uri(file).ToString());
            (await exported.Locator("body").InnerTextAsync()).ShouldContain("<script>window.hacked=<*>;alert(<*>)</script>");
            (await exported.Locator("script, img, iframe, object, embed, [onload], [onerror], a[href^=javascript]").CountAsync()).ShouldBe(0);
            (await exported.EvaluateAsync<bool>("() => 'hacked' in window")).ShouldBeFalse();
        }
        finally
        {
            File.Delete(file);
        }
        asked.ShouldBe([new Uri(file).ToString()], "the file needs nothing else");
        dialogs.ShouldBe(0);
        (await page.EvaluateAsync<bool>("() => 'hacked' in window")).ShouldBeFalse();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("incident-head")).ToContainTextAsync("Resolved");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    /// <summary>Declares an incident and waits for its page.</summary>
    private async Task<ILocator> DeclareAsync(IPage page, string title, string service)
    {
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/incidents/declare").ToString());
        // The form is closed until the circuit draws it anew; each of these waits for that.
        await page.FillAsync("#title", title);
        await page.SelectOptionAsync("#service", service);
        await page.GetByRole(AriaRole.Button, new() { Name = "Declare" }).ClickAsync();
        var panel = page.GetByTestId("incident-response");
        await panel.WaitForAsync(new() { Timeout = 60_000 });
        return panel;
    }
}
