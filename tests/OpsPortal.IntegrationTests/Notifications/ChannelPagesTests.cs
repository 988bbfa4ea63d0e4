using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Pages;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Storage;
using LogPage = OpsPortal.Features.Notifications.Pages.LogPage;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>Shared channels and a person's own ways, as people see and change them.</summary>
public sealed class ChannelPagesTests(NotificationFixture fixture) : NotificationTests(fixture)
{
    private const string Secret = "T0/B0/very-secret-words";

    [Fact]
    public async Task Channels_None_SaysWhoCanAddOne()
    {
        await using var admin = Tab(Roles.Admin);
        await using var viewer = Tab(Roles.Viewer);

        var (theirs, mine) = (viewer.Render<ChannelsPage>(), admin.Render<ChannelsPage>());

        theirs.WaitForElement("[data-testid=empty]").TextContent.ShouldContain("An administrator can add one.");
        theirs.FindAll("button").ShouldBeEmpty();
        mine.WaitForElement("[data-testid=empty]").TextContent.ShouldContain("Add one, then name it in a policy.");
        DrawnPages.ShouldBeUsableByKeyboard(mine);
    }

    [Fact]
    public async Task Kinds_SharedAndOwn_AreThoseThatMakeSense()
    {
        await using var tab = Tab(Roles.Admin);

        Kinds(tab.Render<ChannelsPage>()).ShouldBe(["e-mail", "Slack", "Microsoft Teams", "webhook", "PagerDuty"]);
        Kinds(tab.Render<MyWaysPage>()).ShouldBe(["e-mail", "Slack", "Microsoft Teams", "browser"]);
    }

    [Theory]
    [InlineData(ChannelKind.Email, "#channel-address", "not an address", "\"not\" is no e-mail address.")]
    [InlineData(ChannelKind.Slack, "#channel-url", "http://chat.example.org/hook", "https")]
    [InlineData(ChannelKind.Teams, "#channel-url", "", "address")]
    [InlineData(ChannelKind.Webhook, "#channel-key", "short", "The key that signs must have 16 to 200 characters.")]
    [InlineData(ChannelKind.PagerDuty, "#channel-key", "with spaces in it!", "PagerDuty's routing key has letters and digits only")]
    public async Task Form_OneFieldWrong_SaysWhichAndStaysOpen(ChannelKind kind, string field, string value, string problem)
    {
        await using var tab = Tab(Roles.Admin);
        var page = tab.Render<ChannelsPage>();
        page.On("[data-testid=channel-new]", element => element.Click());
        page.On("[data-testid=channel-kind]", element => element.Change(kind.ToString()));
        page.On("#channel-name", element => element.Change("Night shift"));
        page.On(field, element => element.Change(value));
        DrawnPages.ShouldBeUsableByKeyboard(page);

        page.On("[data-testid=channel-dialog] form", element => element.Submit());

        page.WaitForElement("[data-testid=problem]").TextContent.ShouldContain(problem);
        page.Find("#channel-name").GetAttribute("value").ShouldBe("Night shift");
        page.FindAll("[data-testid=channel]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhook_Added_IsListedByItsHostAndItsAddressIsNeverShownAgain()
    {
        await using var tab = Tab(Roles.Admin);
        var page = Add(tab, "Night shift");

        page.Find("[data-testid=channel] [data-label=Where]").TextContent.ShouldBe("chat.example.org/…");
        page.Find("[data-testid=done]").TextContent.ShouldContain("Send a test");
        Rename(page, "Day shift");
        page.WaitForElement("#channel-url").GetAttribute("placeholder").ShouldBe("stays as it is");
        page.Markup.ShouldNotContain(Secret);

        Save(page);
        page.WaitForAssertion(() => page.Find("[data-testid=channel] th").TextContent.ShouldBe("Day shift"));
        page.Find("[data-testid=channel] [data-label=Where]").TextContent.ShouldBe("chat.example.org/…", "what is not typed anew stays");
    }

    [Fact]
    public async Task Channels_DatabaseAway_SaysSoAndKeepsTheForm()
    {
        var services = Portal.Portal.Services;
        var store = new ChannelStore(DrawnPages.Away, services.GetRequiredService<AuditLog>(), services.GetRequiredService<SecretBox>(), services.GetRequiredService<IOptions<NotificationsOptions>>(), Portal.Clock);
        await using var tab = Tab(Roles.Admin, registered => registered.AddSingleton(store));
        var page = tab.Render<ChannelsPage>();
        page.WaitForElement("[data-testid=failed]").TextContent.ShouldContain("The database does not answer");

        Fill(page, "Night shift");

        page.WaitForElement("[data-testid=problem]").TextContent.ShouldBe("Nothing was saved: the portal's database can't be reached now.");
        page.Find("#channel-name").GetAttribute("value").ShouldBe("Night shift");
    }

    [Fact]
    public async Task Form_OpenedAgain_HasNothingOfTheLastTime()
    {
        await using var tab = Tab(Roles.Admin);
        var page = tab.Render<ChannelsPage>();
        page.On("[data-testid=channel-new]", element => element.Click());
        page.On("#channel-name", element => element.Change("Night shift"));
        page.Do(() => page.FindAll("[data-testid=channel-dialog] button").First(button => button.TextContent == "Cancel").Click());
        page.WaitForAssertion(() => page.FindAll("[data-testid=channel-dialog] form").ShouldBeEmpty());

        page.On("[data-testid=channel-new]", element => element.Click());

        page.WaitForElement("#channel-name").GetAttribute("value").ShouldBeNullOrEmpty();
    }

    [Fact]
    public async Task Channel_ChangedInTwoTabs_TheSecondIsToldByWhom()
    {
        await using var one = Tab(Roles.Admin);
        await using var other = Tab(Roles.Admin);
        var (first, second) = Both(one, other);
        Rename(second, "By the second");

        Rename(first, "By the first");
        Save(first);
        first.WaitForAssertion(() => first.Find("[data-testid=channel] th").TextContent.ShouldBe("By the first"));
        Save(second);

        second.WaitForElement("[data-testid=problem]").TextContent.ShouldBe("Anna changed it meanwhile. Open it again to see what it is now.");
        second.Find("#channel-name").GetAttribute("value").ShouldBe("By the second");
    }

    [Fact]
    public async Task Channel_DeletedMeanwhile_IsNotMadeAnewByAnEdit()
    {
        await using var one = Tab(Roles.Admin);
        await using var other = Tab(Roles.Admin);
        var (first, second) = Both(one, other);
        Rename(second, "By the second");

        Press(first, "Delete Night shift");
        first.WaitForAssertion(() => first.Find("[data-testid=done]").TextContent.ShouldBe("Night shift is deleted."));
        Save(second);

        second.WaitForElement("[data-testid=problem]").TextContent.ShouldBe("It was deleted meanwhile.");
        first.Find("[data-testid=empty]").TextContent.ShouldContain("There is no channel yet.");
    }

    [Fact]
    public async Task Channel_NameThatIsTaken_IsRefusedInWords()
    {
        await using var tab = Tab(Roles.Admin);
        var page = Add(tab, "Night shift");

        Fill(page, "night shift");

        page.WaitForElement("[data-testid=problem]").TextContent.ShouldBe("There is a channel with the name \"night shift\" already.");
    }

    [Fact]
    public async Task Test_Pressed_SaysWhereToLookAndIsSent()
    {
        await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");
        await using var tab = Tab(Roles.Admin);
        var page = tab.Render<ChannelsPage>();

        page.On("[data-testid=channel-test]", element => element.Click());

        page.WaitForElement("[data-testid=done]").TextContent.ShouldBe("A test is on its way; how it went is under Sent.");
        await Portal.SendAsync();
        Portal.Web.Posts.ShouldHaveSingleItem().Text.ShouldContain("A test from OpsPortal");
    }

    [Fact]
    public async Task MyWays_None_SaysThatNobodyCanCallMe_AndOthersAreNotShown()
    {
        await Portal.ChannelAsync(ChannelKind.Email, owner: "somebody else", address: "else@example.org");
        await using var tab = Tab(Roles.Viewer);

        var page = tab.Render<MyWaysPage>();

        page.WaitForElement("[data-testid=empty]").TextContent.ShouldContain("You have no way to be told: nobody can call you.");
        page.Markup.ShouldNotContain("else@example.org");
        DrawnPages.ShouldBeUsableByKeyboard(page);
    }

    [Fact]
    public async Task MyWays_OnlyForWhatIsImportant_SaysSo()
    {
        await using var tab = Tab(Roles.Viewer);
        var page = tab.Render<MyWaysPage>();
        page.On("[data-testid=channel-new]", element => element.Click());
        page.On("#channel-name", element => element.Change("Phone"));
        page.On("#channel-address", element => element.Change("anna@example.org"));

        page.Do(() => page.FindAll("[data-testid=channel-dialog] input[type=checkbox]")[1].Change(false));
        page.On("[data-testid=channel-dialog] form", element => element.Submit());

        page.WaitForElement("[data-testid=channel]").QuerySelector("[data-label=Takes]")!.TextContent.ShouldBe("what is important");
    }

    [Fact]
    public async Task Log_MessageGivenUp_IsTriedAgainByAPress()
    {
        var id = await Portal.ChannelAsync(ChannelKind.Slack, url: Portal.Web.Url + "/hook");
        Portal.Web.Answer = _ => HttpSink.Status("404 Not Found");
        await Portal.TellAsync(id, "a");
        await Portal.SendAsync();
        await using var tab = Tab(Roles.Admin);
        var page = tab.Render<LogPage>();
        page.WaitForElement("[data-testid=log] tbody tr").TextContent.ShouldContain("given up");
        DrawnPages.ShouldBeUsableByKeyboard(page);

        page.Do(() => page.FindAll("[data-testid=log] button").First(button => button.TextContent.Contains("gain")).Click());

        page.WaitForAssertion(() => page.Find("[data-testid=log] tbody tr").TextContent.ShouldContain("waits"));
    }

    private DrawnPages Tab(string role, Action<IServiceCollection>? instead = null) => new(Portal.Portal, "anna", "Anna", role, instead);

    private static string[] Kinds<T>(IRenderedComponent<T> page) where T : IComponent
    {
        page.On("[data-testid=channel-new]", element => element.Click());
        page.WaitForElement("[data-testid=channel-kind]");
        return [.. page.FindAll("[data-testid=channel-kind] option").Select(option => option.TextContent)];
    }

    private static IRenderedComponent<ChannelsPage> Add(DrawnPages tab, string name)
    {
        var page = tab.Render<ChannelsPage>();
        page.WaitForElement("[data-testid=channel-new]");
        Fill(page, name);
        page.WaitForElement("[data-testid=channel]");
        return page;
    }

    // The same channel, Night shift, in two tabs.
    private static (IRenderedComponent<ChannelsPage> First, IRenderedComponent<ChannelsPage> Second) Both(DrawnPages one, DrawnPages other)
    {
        var (first, second) = (Add(one, "Night shift"), other.Render<ChannelsPage>());
        second.WaitForElement("[data-testid=channel]");
        return (first, second);
    }

    // Of Night shift; not saved yet.
    private static void Rename(IRenderedComponent<ChannelsPage> page, string name)
    {
        Press(page, "Change Night shift");
        page.On("#channel-name", element => element.Change(name));
    }

    private static void Save(IRenderedComponent<ChannelsPage> page) => page.On("[data-testid=channel-dialog] form", element => element.Submit());

    private static void Fill(IRenderedComponent<ChannelsPage> page, string name)
    {
        page.On("[data-testid=channel-new]", element => element.Click());
        page.On("[data-testid=channel-kind]", element => element.Change(nameof(ChannelKind.Slack)));
        page.On("#channel-name", element => element.Change(name));
        page.On("#channel-url", element => element.Change("https://chat.example.org/services/" + Secret));
        page.On("[data-testid=channel-dialog] form", element => element.Submit());
    }

    private static void Press(IRenderedComponent<ChannelsPage> page, string name) => page.On($"button[aria-label='{name}']", button => button.Click());
}
