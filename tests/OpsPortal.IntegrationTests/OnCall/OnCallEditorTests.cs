using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Pages;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;

namespace OpsPortal.IntegrationTests.OnCall;

/// <summary>Schedules, policies and rules as people edit them: what is missing is said, what is typed stays, and nobody saves over another.</summary>
public sealed class OnCallEditorTests(NotificationFixture fixture) : OnCallPages(fixture)
{
    [Fact]
    public async Task Schedule_WithoutPeople_SaysWhatIsMissingAndKeepsWhatWasTyped()
    {
        await using var tab = Tab();
        var page = Schedule(tab, "new");
        page.On("#schedule-name", element => element.Change("Nights"));

        page.On("[data-testid=schedule-form]", element => element.Submit());

        Problem(page).ShouldBe("Layer 1: name 1 to 100 people who take turns.");
        page.Find("#schedule-name").GetAttribute("value").ShouldBe("Nights");
        (await BookAsync()).Schedules.ShouldBeEmpty();
        DrawnPages.ShouldBeUsableByKeyboard(page);
    }

    [Theory]
    [InlineData("#schedule-name", " ", "The name must have 1 to 100 characters.")]
    [InlineData("#schedule-zone", "Mars/Olympus", "There is no time zone \"Mars/Olympus\"; write it like Europe/Berlin or UTC.")]
    [InlineData("#layer-1-length", "0", "Layer 1: a turn lasts 1 to 1000 hours, or 1 to 365 days or weeks.")]
    [InlineData("#layer-1-end", "2026-11-01", "Layer 1: it ends before it starts.")]
    public async Task Schedule_OneFieldWrong_SaysWhich(string field, string value, string problem)
    {
        await using var tab = Tab();
        var page = Schedule(tab, "new");
        page.On("#schedule-name", element => element.Change("Nights"));
        page.On("[data-testid=layer-add]", element => element.Change(Anna));

        page.On(field, element => element.Change(value));
        page.On("[data-testid=schedule-form]", element => element.Submit());

        Problem(page).ShouldBe(problem);
        (await BookAsync()).Schedules.ShouldBeEmpty();
    }

    [Fact]
    public async Task Schedule_LayersPeopleAndHours_ArePreviewedSavedAndLeadBack()
    {
        await using var tab = Tab();
        var page = Schedule(tab, "new");
        page.On("#schedule-name", element => element.Change(" Nights "));
        page.On("#schedule-zone", element => element.Change("Europe/Berlin"));
        page.On("[data-testid=layer-add]", element => element.Change(Anna));
        page.On("[data-testid=layer-add]", element => element.Change(Bob));
        page.On("[data-testid=layer-add]", element => element.Change(Anna));
        page.Do(() => Button(page, "Bob earlier").Click());
        page.Do(() => page.FindAll("button[aria-label='Remove Anna']")[1].Click());
        page.Do(() => Button(page, "Only in some hours").Click());
        page.On("[aria-label='Only in these hours, 1'] input[type=checkbox]", element => element.Change(true));
        page.On("[data-testid=layer-new]", element => element.Click());
        page.FindAll("[data-testid=layer]").Count.ShouldBe(2);
        page.Do(() => page.FindAll("button").Last(button => button.TextContent == "Remove this layer").Click());
        page.FindAll(".op-on-call-day").Count.ShouldBe(14, "what it would mean is shown before it is saved");
        DrawnPages.ShouldBeUsableByKeyboard(page);

        page.On("[data-testid=schedule-form]", element => element.Submit());

        page.WaitForAssertion(() => tab.At.ShouldBe("/on-call"));
        var saved = (await BookAsync()).Schedules.ShouldHaveSingleItem().Body;
        (saved.Name, saved.Zone).ShouldBe(("Nights", "Europe/Berlin"));
        var layer = saved.Layers.ShouldHaveSingleItem();
        layer.People.ShouldBe([Bob, Anna]);
        layer.Hours.ShouldHaveSingleItem().Days.ShouldBe([DayOfWeek.Monday]);
    }

    [Fact]
    public async Task Schedule_EditedInTwoTabs_TheSecondIsToldAndKeepsItsText()
    {
        var id = await ScheduleAsync();
        await using var one = Tab();
        await using var other = Tab();
        var (first, second) = (Schedule(one, id.ToString()), Schedule(other, id.ToString()));
        first.On("#schedule-name", element => element.Change("By the first"));
        second.On("#schedule-name", element => element.Change("By the second"));

        first.On("[data-testid=schedule-form]", element => element.Submit());
        first.WaitForAssertion(() => one.At.ShouldBe("/on-call"));
        second.On("[data-testid=schedule-form]", element => element.Submit());

        Problem(second).ShouldBe("Somebody changed or deleted it meanwhile. Open it again to see what it is now.");
        second.Find("#schedule-name").GetAttribute("value").ShouldBe("By the second");
        other.At.ShouldNotBe("/on-call");
        (await BookAsync()).Schedules.ShouldHaveSingleItem().Body.Name.ShouldBe("By the first");
    }

    [Fact]
    public async Task Schedule_NameThatIsTaken_IsRefusedInWords()
    {
        await ScheduleAsync("Nights");
        await using var tab = Tab();
        var page = Schedule(tab, "new");
        page.On("#schedule-name", element => element.Change("nights"));
        page.On("[data-testid=layer-add]", element => element.Change(Anna));

        page.On("[data-testid=schedule-form]", element => element.Submit());

        Problem(page).ShouldBe("There is one with this name already.");
    }

    [Fact]
    public async Task Schedule_ThatAPolicyCalls_IsNotDeleted()
    {
        var id = await ScheduleAsync();
        await PolicyAsync(id);
        await using var tab = Tab();
        var page = Schedule(tab, id.ToString());

        page.Do(() => Button(page, "Delete").Click());

        Problem(page).ShouldBe("The policy \"Nights\" calls it. Change that first.");
        (await BookAsync()).Schedules.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("6f6e6361-0000-4000-8000-000000000000")]
    [InlineData("no-id")]
    public async Task Schedule_ThatIsNotThere_SaysSo(string key)
    {
        await using var tab = Tab();

        Schedule(tab, key).WaitForElement("[data-testid=empty]").TextContent.ShouldContain("There is no such schedule.");
    }

    [Fact]
    public async Task Schedule_ForViewers_CanBeReadAndNotChanged()
    {
        var id = await ScheduleAsync();
        await using var tab = Tab(Roles.Viewer);
        var page = Schedule(tab, id.ToString());

        page.FindAll("[data-testid=schedule-save]").ShouldBeEmpty();
        page.Markup.ShouldContain("Changes need the role responder.");
        // A form can be sent without its button: by Enter.
        page.On("#schedule-name", element => element.Change("Hers"));
        page.On("[data-testid=schedule-form]", element => element.Submit());

        Problem(page).ShouldStartWith("Your role can look at on call, not change it.");
        (await BookAsync()).Schedules.ShouldHaveSingleItem().Body.Name.ShouldBe("Primary");
    }

    [Theory]
    [InlineData("bob", "1 stand-ins were taken; 0 are over already.", 1)]
    [InlineData("carol", "\"carol\" is nobody who can be called. Nothing was taken.", 0)]
    public async Task Calendar_TakenIn_SaysWhatBecameOfIt(string who, string words, int standIns)
    {
        var id = await ScheduleAsync();
        await using var tab = Tab();
        var page = Schedule(tab, id.ToString());
        var file = $"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261124T080000Z\r\nDTEND:20261124T160000Z\r\nSUMMARY:{who}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(file, "holidays.ics"));

        page.WaitForElement("p[role=status]").TextContent.ShouldBe(words);
        (await BookAsync()).StandIns.Values.Sum(all => all.Count).ShouldBe(standIns);
    }

    [Fact]
    public async Task Policy_StepWithoutWhom_SaysSo_ThenIsSavedInTheOrderShown()
    {
        var schedule = await ScheduleAsync();
        await using var tab = Tab();
        var page = tab.Render<PolicyPage>(parameters => parameters.Add(one => one.Key, "new"));
        page.On("#policy-name", element => element.Change("Nights"));
        page.On("[data-testid=policy-form]", element => element.Submit());
        Problem(page).ShouldBe("Say of each step whom it tells.");
        page.FindAll("[data-testid=step]").Count.ShouldBe(2, "what is there stays");

        page.On("[data-testid=step-target]", element => element.Change($"Schedule:{schedule}"));
        page.On("[data-testid=step-new]", element => element.Click());
        page.Do(() => page.FindAll("[data-testid=step-target]")[1].Change($"Person:{Bob}"));
        page.Do(() => Button(page, "Step 3 earlier").Click());
        DrawnPages.ShouldBeUsableByKeyboard(page);
        page.On("[data-testid=policy-form]", element => element.Submit());

        page.WaitForAssertion(() => tab.At.ShouldBe("/on-call/policies"));
        (await BookAsync()).Policies.ShouldHaveSingleItem().Body.Steps.Select(step => step.Kind == StepKind.Wait ? $"wait {step.Minutes}" : step.TargetId).ShouldBe([schedule.ToString(), Bob, "wait 5"]);
    }

    [Fact]
    public async Task Policy_RepeatedWithoutAWait_IsRefused()
    {
        var id = await PolicyAsync(await ScheduleAsync());
        await using var tab = Tab();
        var page = tab.Render<PolicyPage>(parameters => parameters.Add(one => one.Key, id.ToString()));
        page.On("#policy-repeats", element => element.Change("3"));

        page.Do(() => Button(page, "Remove step 2").Click());
        page.On("[data-testid=policy-form]", element => element.Submit());

        Problem(page).ShouldStartWith("Steps that are repeated must wait at least once");
        page.FindAll("[data-testid=step]").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Policy_ThatARuleChooses_IsNotDeleted_AndAnEditMeanwhileIsNotWrittenOver()
    {
        var id = await PolicyAsync(await ScheduleAsync());
        await RulesAsync(new PolicyRule(null, null, [], id));
        await using var one = Tab();
        await using var other = Tab();
        var first = one.Render<PolicyPage>(parameters => parameters.Add(page => page.Key, id.ToString()));
        var second = other.Render<PolicyPage>(parameters => parameters.Add(page => page.Key, id.ToString()));
        first.WaitForElement("#policy-name");
        second.On("#policy-name", element => element.Change("By the second"));

        first.Do(() => Button(first, "Delete").Click());
        Problem(first).ShouldBe("A rule chooses it for incidents. Change that first.");
        first.On("#policy-name", element => element.Change("By the first"));
        first.On("[data-testid=policy-form]", element => element.Submit());
        first.WaitForAssertion(() => one.At.ShouldBe("/on-call/policies"));
        second.On("[data-testid=policy-form]", element => element.Submit());

        Problem(second).ShouldStartWith("Somebody changed or deleted it meanwhile.");
        (await BookAsync()).Policies.ShouldHaveSingleItem().Body.Name.ShouldBe("By the first");
    }

    [Fact]
    public async Task Rules_AddedMovedAndSaved_HoldInTheirOrder()
    {
        var id = await PolicyAsync(await ScheduleAsync());
        await using var tab = Tab();
        var page = tab.Render<PoliciesPage>();
        page.WaitForElement("[data-testid=policy]").TextContent.ShouldContain("Tell whoever is on call by Primary.");
        page.On("[data-testid=rule-new]", element => element.Click());
        page.On("[data-testid=rule-new]", element => element.Click());
        page.On("select[aria-label='Rule 2: service']", element => element.Change("h200"));
        page.Do(() => page.FindAll("[data-testid=rule]")[1].QuerySelectorAll("input[type=checkbox]")[0].Change(true));
        page.Do(() => Button(page, "Rule 2 earlier").Click());
        DrawnPages.ShouldBeUsableByKeyboard(page);

        page.On("[data-testid=rules-save]", element => element.Click());

        page.WaitForAssertion(() => page.Find("[data-testid=routes] [role=status]").TextContent.ShouldBe("Saved."));
        var rules = (await BookAsync()).Routes.Body.Rules;
        rules.Select(rule => (rule.Service, string.Join(',', rule.Priorities), rule.Policy)).ShouldBe([("h200", "1", id), (null, "", id)]);
    }

    [Fact]
    public async Task Rules_SavedInTwoTabs_TheSecondIsToldAndKeepsItsRules()
    {
        var id = await PolicyAsync(await ScheduleAsync());
        await using var one = Tab();
        await using var other = Tab();
        var (first, second) = (one.Render<PoliciesPage>(), other.Render<PoliciesPage>());
        first.On("[data-testid=rule-new]", element => element.Click());
        second.On("[data-testid=rule-new]", element => element.Click());
        second.On("[data-testid=rule-new]", element => element.Click());

        first.On("[data-testid=rules-save]", element => element.Click());
        first.WaitForAssertion(() => first.Find("[data-testid=routes] [role=status]").TextContent.ShouldBe("Saved."));
        second.On("[data-testid=rules-save]", element => element.Click());

        second.WaitForAssertion(() => second.Find("[data-testid=routes] [data-tone=bad]").TextContent.ShouldStartWith("Somebody changed or deleted it meanwhile."));
        second.FindAll("[data-testid=rule]").Count.ShouldBe(2);
        (await BookAsync()).Routes.Body.Rules.ShouldHaveSingleItem().Policy.ShouldBe(id);
    }

    [Fact]
    public async Task Simulator_NoRule_SaysThatNobodyWouldBeCalled()
    {
        await using var tab = Tab(Roles.Viewer);

        var page = tab.Render<SimulatePage>();

        page.WaitForElement("[data-testid=answer]").TextContent.ShouldContain("No rule takes such an incident: nobody would be called.");
        DrawnPages.ShouldBeUsableByKeyboard(page);
    }

    [Fact]
    public async Task Simulator_AnotherTimeAndPriority_AnswersForThemAndKeepsThemInTheAddress()
    {
        var id = await PolicyAsync(await ScheduleAsync());
        await RulesAsync(new PolicyRule("h200", null, [1], id));
        await using var tab = Tab(Roles.Viewer);
        var page = tab.Render<SimulatePage>();
        page.WaitForElement("[data-testid=answer]").TextContent.ShouldContain("nobody would be called");

        page.On("#sim-service", element => element.Change("h200"));
        page.WaitForAssertion(() => page.FindAll("[data-testid=answer] li").Select(line => line.TextContent).ShouldBe(
            ["At once: Anna, who is on call then by Primary.", "After 5 minutes, Sat 04:05 UTC: Bob."]));
        page.On("#sim-at", element => element.Change("2026-11-21T12:00"));
        page.WaitForAssertion(() => page.Find("[data-testid=answer] li").TextContent.ShouldBe("At once: Bob, who is on call then by Primary."));
        page.Find("[data-testid=answer]").TextContent.ShouldContain("Then all steps are done, and nobody else is told.");
        page.On("#sim-priority", element => element.Change("4"));

        page.WaitForAssertion(() => page.Find("[data-testid=answer]").TextContent.ShouldContain("nobody would be called"));
        tab.At.ShouldContain("service=h200");
        tab.At.ShouldContain("priority=4");
    }

    private static IRenderedComponent<SchedulePage> Schedule(DrawnPages tab, string key)
    {
        var page = tab.Render<SchedulePage>(parameters => parameters.Add(one => one.Key, key));
        page.WaitForElement("[data-testid=schedule-form], [data-testid=empty]");
        return page;
    }
}
