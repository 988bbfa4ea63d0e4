using System.Security.Claims;
using Bunit;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Pages;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Running;
using OpsPortal.Features.OnCall.Storage;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;
using LogPage = OpsPortal.Features.Notifications.Pages.LogPage;

namespace OpsPortal.IntegrationTests.OnCall;

/// <summary>Who is on call, and shifts that are given away, as people see it.</summary>
public sealed class OnCallPageTests(NotificationFixture fixture) : OnCallPages(fixture)
{
    [Fact]
    public async Task Page_NoSchedule_SaysThatNobodyIsCalled()
    {
        await using var tab = Tab();

        var page = tab.Render<OnCallPage>();

        page.WaitForElement("[data-testid=empty]").TextContent.ShouldContain("There is no schedule yet");
        DrawnPages.ShouldBeUsableByKeyboard(page);
    }

    [Fact]
    public async Task Page_DatabaseAway_SaysSoInWords()
    {
        var reader = new OnCallReader(DrawnPages.Away, Portal.Clock);
        var services = Portal.Portal.Services;
        var desk = new OnCallDesk(reader, services.GetRequiredService<IPeople>(), services.GetRequiredService<INotifications>(), services.GetRequiredService<IAuthorizationService>());
        await using var tab = Tab(instead: registered => registered.AddSingleton(desk));

        var page = tab.Render<OnCallPage>();

        page.WaitForElement("[data-testid=failed]").TextContent.ShouldContain("The database does not answer");
    }

    [Fact]
    public async Task Page_WithShifts_ShowsWhoHasItNowAndMine()
    {
        await ScheduleAsync();
        await using var tab = Tab();

        var page = tab.Render<OnCallPage>();

        page.WaitForElement("[data-testid=on-call-now]").TextContent.ShouldStartWith("Anna");
        page.FindAll("[data-testid=my-shifts] li").Count.ShouldBe(3);
        page.FindAll("ul[aria-label='Next shifts'] strong").Take(3).Select(name => name.TextContent).ShouldBe(["Anna", "Bob", "Anna"]);
        page.FindAll(".op-on-call-day").Count.ShouldBe(14);
        DrawnPages.ShouldBeUsableByKeyboard(page);
    }

    [Fact]
    public async Task HandOver_TurnChanges_ThePageSaysWhatIsOpenAndWhoComesIsToldTheSame()
    {
        await ScheduleAsync();
        await Portal.ChannelAsync(ChannelKind.Email, owner: Bob, address: "bob@example.org");
        await Portal.IncidentAsync(2, Anna);
        var handovers = Portal.Portal.Services.GetRequiredService<Handovers>();
        await handovers.LookAsync(default);
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();

        var open = page.WaitForElement("[data-testid=handover-incident]");
        open.TextContent.ShouldContain("Broken");
        open.TextContent.ShouldContain("nobody acknowledged");
        open.QuerySelector("a")!.GetAttribute("href").ShouldBe("/incidents/1");
        DrawnPages.ShouldBeUsableByKeyboard(page);

        // Nine in Berlin.
        Portal.Clock.Set(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
        await handovers.LookAsync(default);

        var told = (await Portal.RowsAsync()).Single(row => row.Kind == AnnouncementKind.Handover);
        (told.PersonId, told.Title, told.Body).ShouldBe((Bob, "You are on call now: Primary", "Anna had it before.\nOpen:\nP2 INC-1: Broken (nobody acknowledged)"));
        tab.Render<OnCallPage>().WaitForElement("[data-testid=on-call-now]").TextContent.ShouldStartWith("Bob");
        tab.Render<LogPage>().WaitForElement("[data-testid=message]").TextContent.ShouldContain("You are on call now: Primary");
    }

    [Fact]
    public async Task HandOver_SomebodyAcknowledges_IsSeenWithoutReload_AndResolvedIsGone()
    {
        await ScheduleAsync();
        var number = await Portal.IncidentAsync(1, Anna);
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();
        page.WaitForElement("[data-testid=handover-incident]");
        var anna = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, Anna), new(ClaimTypes.Name, "Anna"), new(ClaimTypes.Role, Roles.Responder), new(Actor.KindClaim, "user")], "test"));

        (await Portal.Portal.Services.GetRequiredService<IIncidentDesk>().AcknowledgeAsync(anna, number, Guid.NewGuid(), default)).Taken.ShouldBeTrue();

        page.WaitForAssertion(() => page.Find("[data-testid=handover-incident]").TextContent.ShouldContain("with Anna"));
        await using (var connection = await Portal.Portal.Database.OpenConnectionAsync())
            await connection.ExecuteAsync("UPDATE incidents SET status = 'resolved', resolved_at = now() WHERE number = @number", new { number });
        tab.Render<OnCallPage>().WaitForElement("[data-testid=handover] [data-testid=empty]").TextContent.ShouldContain("Nothing is open.");
    }

    [Fact]
    public async Task Page_ForViewers_HasNothingToPress()
    {
        await ScheduleAsync();
        await using var tab = Tab(Roles.Viewer);

        var page = tab.Render<OnCallPage>();

        page.WaitForElement("[data-testid=on-call-now]");
        page.FindAll("button").Select(button => button.TextContent.Trim()).ShouldNotContain(words => words == "Change" || words == "Take back");
        page.FindAll("a[href='/on-call/schedules/new']").ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_SomebodyMakesASchedule_ShowsItWithoutReload()
    {
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();
        page.WaitForElement("[data-testid=empty]");

        await ScheduleAsync("Made elsewhere");

        page.WaitForAssertion(() => page.Find("[data-testid=schedule]").TextContent.ShouldContain("Made elsewhere"));
    }

    [Fact]
    public async Task Shift_GivenAway_ShowsTheStandInUntilItIsTakenBack()
    {
        var schedule = await ScheduleAsync();
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();
        page.On("[data-testid=change-shift]", element => element.Click());

        page.On("[data-testid=stand-in-person]", element => element.Change(Bob));
        page.Find("[data-testid=stand-in-dialog]").TextContent.ShouldContain("Anna has this shift of Primary.");
        DrawnPages.ShouldBeUsableByKeyboard(page);
        page.On("[data-testid=stand-in-dialog] form", element => element.Submit());

        page.WaitForElement("[data-testid=done]").TextContent.ShouldBe("Bob stands in.");
        page.WaitForAssertion(() => page.Find("[data-testid=on-call-now]").TextContent.ShouldStartWith("Bob"));
        page.FindAll("[data-testid=stand-in-dialog] form").ShouldBeEmpty();
        (await BookAsync()).StandIns[schedule].ShouldHaveSingleItem().Person.ShouldBe(Bob);

        page.Do(() => Button(page, "Take back").Click());
        page.WaitForAssertion(() => page.Find("[data-testid=on-call-now]").TextContent.ShouldStartWith("Anna"));
        (await BookAsync()).StandIns.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shift_Exchanged_GivesTheirsForMine()
    {
        var schedule = await ScheduleAsync();
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();
        page.On("[data-testid=change-shift]", element => element.Click());
        page.On("[data-testid=stand-in-person]", element => element.Change(Bob));

        page.On("#stand-in-swap", element => element.Change("0"));
        page.On("[data-testid=stand-in-dialog] form", element => element.Submit());

        page.WaitForElement("[data-testid=done]").TextContent.ShouldBe("Bob and Anna exchanged shifts.");
        var halves = (await BookAsync()).StandIns[schedule];
        halves.Select(half => half.Person).Order().ShouldBe(new[] { Anna, Bob }.Order());
        halves.Select(half => half.Swap).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Fact]
    public async Task StandIn_EndsBeforeItBegins_SaysSoAndKeepsTheForm()
    {
        await ScheduleAsync();
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();
        page.On("[data-testid=change-shift]", element => element.Click());
        page.On("[data-testid=stand-in-person]", element => element.Change(Bob));

        page.On("#stand-in-from", element => element.Change("2026-11-22T10:00:00"));
        page.On("#stand-in-to", element => element.Change("2026-11-22T09:00:00"));
        page.On("[data-testid=stand-in-dialog] form", element => element.Submit());

        Problem(page).ShouldBe("It ends before it begins.");
        page.Find("#stand-in-from").GetAttribute("value").ShouldStartWith("2026-11-22T10:00");
        page.Find("[data-testid=stand-in-person]").GetAttribute("value").ShouldBe(Bob);
        (await BookAsync()).StandIns.ShouldBeEmpty();
    }

    [Fact]
    public async Task StandIn_ScheduleDeletedMeanwhile_SaysThatItIsGone()
    {
        var schedule = await ScheduleAsync();
        await ScheduleAsync("Another");
        await using var tab = Tab();
        var page = tab.Render<OnCallPage>();
        page.WaitForAssertion(() => page.FindAll("[data-testid=schedule]").Count.ShouldBe(2));
        page.Do(() => page.FindAll("[data-testid=schedule]")[1].QuerySelector("[data-testid=change-shift]")!.Click());
        page.WaitForElement("[data-testid=stand-in-dialog] form");
        (await Store.DeleteAsync(NotificationPortal.Me, schedule, 1, default)).ShouldBeNull();

        page.On("[data-testid=stand-in-dialog] form", element => element.Submit());

        Problem(page).ShouldBe("The schedule is gone, or this was saved already.");
    }

    [Fact]
    public async Task StandIn_TakenBackByTwo_TheSecondIsTold()
    {
        var schedule = await ScheduleAsync();
        var standIn = new StandIn(Guid.NewGuid(), Portal.Clock.GetUtcNow(), Portal.Clock.GetUtcNow().AddHours(2), Bob, Portal.Clock.GetUtcNow());
        (await Store.StandInAsync(NotificationPortal.Me, schedule, standIn, null, default)).ShouldBeNull();

        (await Store.RemoveStandInAsync(NotificationPortal.Me, standIn.Id, default)).ShouldBeNull();

        (await Store.RemoveStandInAsync(NotificationPortal.Me, standIn.Id, default)).ShouldBe("It is gone already.");
    }

    [Fact]
    public async Task Escalation_NoRuleTookTheIncident_SaysThatNobodyIsCalled()
    {
        await using var tab = Tab();

        var page = tab.Render<EscalationPage>(parameters => parameters.Add(one => one.Number, 4711));

        page.WaitForElement("[data-testid=empty]").TextContent.ShouldContain("Nobody is called for this incident: no rule takes it.");
    }

    [Fact]
    public async Task Escalation_Running_ShowsItsStepsAndIsMadeSilentByAPress()
    {
        var number = await EscalatedAsync();
        await using var tab = Tab();
        var page = tab.Render<EscalationPage>(parameters => parameters.Add(one => one.Number, number));
        page.WaitForElement("[data-testid=escalation]").TextContent.ShouldContain("Nobody has acknowledged yet; 2 of 3 steps are done.");
        page.FindAll("[data-testid=escalation] li").Select(step => step.TextContent).ShouldBe(["Tell whoever is on call by Primary.", "Wait 5 minutes.", "Tell Bob."]);
        DrawnPages.ShouldBeUsableByKeyboard(page);

        page.Do(() => Button(page, "1 hour").Click());

        page.WaitForElement("[data-testid=done]").TextContent.ShouldStartWith("Silent until 2026-11-21 05:00 UTC");
        page.WaitForAssertion(() => page.Find("[data-testid=escalation]").TextContent.ShouldContain("Silent for now; then the steps begin anew."));
    }

    [Fact]
    public async Task Escalation_PersonWithoutAWay_SaysSo_ThenIsCalledNow()
    {
        var number = await EscalatedAsync();
        await using var tab = Tab();
        var page = tab.Render<EscalationPage>(parameters => parameters.Add(one => one.Number, number));
        page.On("#call-whom", element => element.Change(Bob));

        page.On("[data-testid=call-now]", element => element.Click());
        page.WaitForElement("[data-testid=done]").TextContent.ShouldBe("Bob has no way to be told.");
        await Portal.ChannelAsync(ChannelKind.Email, owner: Bob, address: "bob@example.org");
        page.On("[data-testid=call-now]", element => element.Click());

        page.WaitForAssertion(() => page.Find("[data-testid=done]").TextContent.ShouldBe("Called Bob by e-mail."));
        (await Portal.RowsAsync()).ShouldHaveSingleItem().Title.ShouldBe("P1 INC-1: Broken");
    }

    [Fact]
    public async Task Escalation_ForViewers_CanBeLookedAt()
    {
        var number = await EscalatedAsync();
        await using var tab = Tab(Roles.Viewer);

        var page = tab.Render<EscalationPage>(parameters => parameters.Add(one => one.Number, number));

        page.WaitForElement("[data-testid=escalation]");
        page.FindAll("[data-testid=call-now]").ShouldBeEmpty();
    }

    private async Task<long> EscalatedAsync()
    {
        await RulesAsync(new PolicyRule(null, null, [], await PolicyAsync(await ScheduleAsync())));
        var number = await Portal.IncidentAsync(1, Anna);
        await Portal.EscalateAsync();
        return number;
    }
}
