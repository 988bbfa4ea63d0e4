using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>Every page, wide and dark, on a phone and light: it shows what it is for, and does nothing that it must not.</summary>
[Collection(nameof(Portal))]
public sealed class PageTests(Portal portal)
{
    /// <summary>All pages, or only those that OPSPORTAL_PAGES names (with blanks between).</summary>
    public static TheoryData<string> Paths()
    {
        var only = Environment.GetEnvironmentVariable("OPSPORTAL_PAGES")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return [.. PageList.All.Select(one => one.Path).Where(path => only.Length == 0 || only.Contains(path))];
    }

    /// <summary>Both views at once: most of the time goes by waiting. Colours don't depend on the width, nor widths on colours.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_Opened_ShowsRealFiguresAccessiblyAndQuietly(string path)
    {
        var problems = await Task.WhenAll(ProblemAsync(path, isPhone: false), ProblemAsync(path, isPhone: true));
        string.Join('\n', problems.OfType<string>()).ShouldBeEmpty();
    }

    /// <summary>What is wrong with a view of a page, or null.</summary>
    private async Task<string?> ProblemAsync(string path, bool isPhone)
    {
        try
        {
            await LookAsync(path, isPhone);
            return null;
        }
        catch (Exception problem)
        {
            return $"{(isPhone ? "phone, light" : "wide, dark")}: {problem.Message}";
        }
    }

    private async Task LookAsync(string path, bool isPhone)
    {
        var (page, watch) = await portal.OpenAsync(isPhone, light: isPhone);
        var useful = PageList.All.Single(one => one.Path == path).Useful;

        await page.GotoAsync(new Uri(portal.Stack.Portal, path).ToString());
        await page.Locator(useful).First.WaitForAsync(new() { Timeout = 60_000 });
        await page.TakenOverAsync();
        await page.Locator(useful).First.WaitForAsync(new() { Timeout = 60_000 });
        await page.WaitForTimeoutAsync(1000);

        (await page.Locator("h1").CountAsync()).ShouldBe(1);
        // A back end that is slow once is said on the panel and asked again: only an error that stays is one.
        await Assertions.Expect(page.Locator("[data-testid=page-error], [data-testid=panel-error]")).ToHaveCountAsync(0, new() { Timeout = 45_000 });
        await page.ShouldBeAccessible();
        var widths = await page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, window.innerWidth]");
        widths[0].ShouldBeLessThanOrEqualTo(widths[1], "the page scrolls sideways");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Page_WithAFieldThatHasNoName_IsFoundInaccessible()
    {
        var (page, _) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/account").ToString());
        await page.TakenOverAsync();

        await page.EvaluateAsync("() => document.querySelector('main').append(Object.assign(document.createElement('input'), { id: 'nameless' }))");

        (await page.FindingsAsync()).ShouldBe(["label: <input id=\"nameless\">"]);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Anonymous_AnyPage_IsSentToSignIn()
    {
        var page = await portal.OpenAnonymousAsync();

        await page.GotoAsync(new Uri(portal.Stack.Portal, "/costs").ToString());

        new Uri(page.Url).AbsolutePath.ShouldBe("/signin");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task SignInLink_UsedBefore_SaysSoAndSignsNobodyIn()
    {
        var page = await portal.OpenAnonymousAsync();

        await page.GotoAsync(portal.Stack.SignInLink.ToString());
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Sign in" });
        if (await button.CountAsync() > 0)
            await button.ClickAsync();

        (await page.Locator("body").InnerTextAsync()).ShouldContain("used", Case.Insensitive);
        await page.GotoAsync(portal.Stack.Portal.ToString());
        new Uri(page.Url).AbsolutePath.ShouldBe("/signin");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task UnknownPage_SaysSo()
    {
        var (page, _) = await portal.OpenAsync();

        var response = await page.GotoAsync(new Uri(portal.Stack.Portal, "/no-such-page").ToString());

        response!.Status.ShouldBe(404);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Not found");
        await page.Context.DisposeAsync();
    }
}
